import { chainsLike } from "../../src/cli/chain-names";

const many = Array.from({ length: 1200 }, (_, index) => `shop/orders/worker-${index}`);

test("of few chains all are named, of many their number, some, and the nearest", () => {
  expect(chainsLike("shop/orders/apo", ["shop/orders/api", "shop/jobs/x", "shop/orders/api"])).toBe(
    "one of shop/orders/api, shop/jobs/x; did you mean shop/orders/api?",
  );
  expect(chainsLike("nope", ["shop/orders/api"])).toBe("one of shop/orders/api");
  expect(chainsLike("shop/order/worker-700", many)).toMatch(
    /^one of 1,200 chains, such as shop\/orders\/worker-0, (\S+, ){4}\S+; did you mean shop\/orders\/worker-700\?$/,
  );
  expect(chainsLike("nope", [])).toBe("one of the chains of a world, and this one has none");
});
