// One bug, switched on by the environment variable DEFECT, so that the scenarios can be tested:
// each bug must turn at least one of them red, one only when the suite is explored. All of it is in
// this file.
export const DEFECTS = [
  'no-pricing-call',
  'ignores-quantity',
  'calls-product-service',
  'prices-unknown-product',
  'prices-unknown-customer',
  'recognises-by-offset',
];

export function spoilIdentity(identityOf, { defect }) {
  return defect === 'recognises-by-offset' ? (_event, place) => place : identityOf;
}

export function spoilPricing(pricing, { defect, productsUrl }) {
  switch (defect) {
    case 'no-pricing-call':
      return { total: async ({ price, quantity }) => price * quantity };
    case 'ignores-quantity':
      return { total: (item) => pricing.total({ ...item, quantity: 1 }) };
    case 'calls-product-service':
      return {
        async total(item) {
          await (await fetch(`${productsUrl}/products/${item.product}`)).text();
          return pricing.total(item);
        },
      };
    default:
      return pricing;
  }
}

export function spoilCopies(copies, { defect }) {
  const inventedProduct = defect === 'prices-unknown-product' ? { name: '', price: 0 } : undefined;
  const inventedCustomer =
    defect === 'prices-unknown-customer' ? { name: '', tier: 'none' } : undefined;
  return {
    keep: (event) => copies.keep(event),
    product: (id) => copies.product(id) ?? inventedProduct,
    customer: (id) => copies.customer(id) ?? inventedCustomer,
  };
}
