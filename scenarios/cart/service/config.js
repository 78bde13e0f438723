// What the service is told by its environment. An empty variable counts as unset.
import { DEFECTS } from './defects.js';

export class SettingsError extends Error {}

function required(name, example) {
  const value = process.env[name];
  if (!value) throw new SettingsError(`set ${name}, for instance ${name}=${example}`);
  return value;
}

export function configFromEnvironment() {
  const defect = process.env.DEFECT || null;
  if (defect && !DEFECTS.includes(defect)) {
    throw new SettingsError(`DEFECT=${defect} is unknown; there are: ${DEFECTS.join(' ')}`);
  }
  return {
    brokers: required('BROKERS', 'localhost:9092').split(','),
    group: process.env.GROUP || 'cart-service',
    sessionTimeout: Number(process.env.SESSION_TIMEOUT_MS || 6000),
    pricingUrl: required('PRICING_URL', 'http://localhost:8080'),
    productsUrl: process.env.PRODUCTS_URL || null, // only a defect uses it
    defect,
  };
}
