import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { progress } from "./progress";

function written(isTTY: boolean, seconds: number): string {
  mock.timers.enable({ apis: ["setInterval"] });
  let text = "";
  const line = progress({
    isTTY,
    write: (more: string) => {
      text += more;
    },
  });
  line.show("installing");
  mock.timers.tick(seconds * 1000);
  line.end();
  mock.timers.reset();
  return text;
}

test("on a terminal one line is written again each second, and ended", () => {
  const again = "\r\u001b[Kinstalling";
  assert.equal(written(true, 2), `${again}${again}${again}\n`);
});

test("elsewhere another line comes every ten seconds, without control characters", () => {
  assert.equal(written(false, 25), "installing\ninstalling\ninstalling\n");
});

test("a line that never said anything ends without a word", () => {
  let text = "";
  progress({
    isTTY: true,
    write: (more: string) => {
      text += more;
    },
  }).end();
  assert.equal(text, "");
});
