// What the service knows of products and customers: its own copies, kept from their events, for as
// long as the process lives.
export class Copies {
  #products = new Map();
  #customers = new Map();

  keep(event) {
    if (event.type === 'ProductWasRegistered') {
      this.#products.set(event.product, { name: event.name, price: event.price });
    } else if (event.type === 'CustomerWasSignedUp') {
      this.#customers.set(event.customer, { name: event.name, tier: event.tier });
    }
  }

  product(id) {
    return this.#products.get(id);
  }

  customer(id) {
    return this.#customers.get(id);
  }
}
