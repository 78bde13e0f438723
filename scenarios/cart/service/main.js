// cart-service: prices the items of carts from its own copies of products and customers.
import { Bus } from './bus.js';
import { Cart } from './cart.js';
import { SettingsError, configFromEnvironment } from './config.js';
import { Copies } from './copies.js';
import { spoilCopies, spoilIdentity, spoilPricing } from './defects.js';
import { Handled, identityOf } from './handled.js';
import { log } from './log.js';
import { Pricing } from './pricing.js';

const TOPICS = ['product-events', 'customer-events', 'cart-events'];

function read(text) {
  try {
    const event = JSON.parse(text);
    return typeof event?.type === 'string' ? event : null;
  } catch {
    return null;
  }
}

async function serve(config) {
  const bus = new Bus(config);
  const copies = spoilCopies(new Copies(), config);
  const cart = new Cart(copies, spoilPricing(new Pricing(config.pricingUrl), config));
  const handled = new Handled();
  const identity = spoilIdentity(identityOf, config);

  async function handle(text, place) {
    const event = read(text);
    if (!event) {
      log(`malformed, skipped: ${text}`);
    } else if (event.type === 'CartItemWasAdded' && handled.has(identity(event, place))) {
      log(`handled before, skipped: ${identity(event, place)}`);
    } else if (event.type === 'CartItemWasAdded') {
      const outcome = await cart.outcomeOf(event);
      await bus.publish('cart-events', event.cart, outcome);
      handled.add(identity(event, place));
      log(`handled: ${JSON.stringify(outcome)}`);
    } else {
      copies.keep(event);
    }
  }

  async function stop() {
    log('stopping: leaving the group');
    await bus.stop();
    process.exit(0);
  }
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  await bus.start(TOPICS, handle, () => process.stdout.write('cart-service ready\n'));
}

try {
  await serve(configFromEnvironment());
} catch (error) {
  log(error.message);
  process.exit(error instanceof SettingsError ? 2 : 1);
}
