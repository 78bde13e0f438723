// What scenarios/order of ci/bench run does, as API tests: TESTS of them, each one request and its answer.
const {test, expect} = require('@playwright/test');

for (let i = 0; i < Number(process.env.TESTS); i += 1) {
  test(`an order is taken (${i})`, async ({request}) => {
    const order = crypto.randomUUID();
    const answer = await request.post(process.env.ORDERS_URL, {data: {order, total: '160.65'}});
    expect(answer.status()).toBe(201);
    expect(await answer.json()).toMatchObject({status: 'accepted', order});
  });
}
