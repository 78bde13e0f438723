// The pricing service: asked with everything it needs, it answers with the cart's total.
const TIMEOUT_MS = 5000;

export class Pricing {
  #url;

  constructor(url) {
    this.#url = url;
  }

  async total(item) {
    const answer = await fetch(`${this.#url}/prices`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(item),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`pricing answered ${answer.status}`);
    return (await answer.json()).total;
  }
}
