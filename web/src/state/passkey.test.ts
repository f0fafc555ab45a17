import { expect, test } from "vitest";
import { bytes, text } from "./passkey";

test("bytes survive the way to the server and back, also those that base64 writes with signs of its own", () => {
  for (const length of [0, 1, 2, 3, 32, 64]) {
    const given = Uint8Array.from({ length }, (_, at) => 255 - at * 7);
    const written = text(given.buffer);
    expect(written).toMatch(/^[\w-]*$/);
    expect([...bytes(written)]).toEqual([...given]);
  }
});
