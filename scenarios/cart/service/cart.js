// An added item is priced from the copies; what cannot be priced is rejected.
export class Cart {
  #copies;
  #pricing;

  constructor(copies, pricing) {
    this.#copies = copies;
    this.#pricing = pricing;
  }

  /** The outcome event of a CartItemWasAdded. */
  async outcomeOf({ cart, customer, product, quantity }) {
    const knownProduct = this.#copies.product(product);
    if (!knownProduct) return { type: 'CartItemWasRejected', cart, reason: 'unknown product' };
    const knownCustomer = this.#copies.customer(customer);
    if (!knownCustomer) return { type: 'CartItemWasRejected', cart, reason: 'unknown customer' };

    const total = await this.#pricing.total({
      cart,
      customer,
      tier: knownCustomer.tier,
      product,
      price: knownProduct.price,
      quantity,
    });
    return { type: 'CartWasPriced', cart, total };
  }
}
