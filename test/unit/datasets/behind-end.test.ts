import sharp from "sharp";
import { expect, it } from "vitest";
import { behindEnd } from "../../../datasets/index.ts";

const picture = (width = 24) =>
  sharp({
    create: {
      width,
      height: 20,
      channels: 3,
      background: "#fff",
      noise: { type: "gaussian", mean: 128, sigma: 40 },
    },
  });
const film = Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "latin1");

it.each([
  ["jpeg", () => picture().jpeg().toBuffer()],
  ["progressive jpeg", () => picture().jpeg({ progressive: true }).toBuffer()],
  ["jpeg with a thumbnail in its EXIF", thumbnailed],
  ["png", () => picture().png().toBuffer()],
])("finds what hides behind the end of a %s, and nothing where nothing does", async (_, make) => {
  const image = await make();
  const other = await picture(30).jpeg().toBuffer();
  expect(behindEnd(image)).toBeUndefined();
  expect(behindEnd(Buffer.concat([image, Buffer.alloc(64)]))).toBeUndefined();
  expect(behindEnd(Buffer.concat([image, Buffer.from("made with a camera")]))).toBeUndefined();
  // A whole JPEG behind a JPEG is measured as a picture of its own.
  const behind = image[0] === 0xff ? undefined : "another image";
  expect(behindEnd(Buffer.concat([image, other]))).toBe(behind);
  expect(behindEnd(Buffer.concat([image, Buffer.alloc(7), other]))).toBe(behind);
  expect(behindEnd(Buffer.concat([image, other.subarray(0, -9)]))).toBe("another image");
  expect(behindEnd(Buffer.concat([image, Buffer.from("\x89PNG\r\n\x1a\n", "latin1")]))).toBe("another image");
  expect(behindEnd(Buffer.concat([image, film]))).toBe("a video");
  expect(behindEnd(image.subarray(0, image.length - 5))).toBeUndefined();
});

/** A segment that holds a whole JPEG, as cameras store previews. */
async function thumbnailed(): Promise<Buffer> {
  const [image, small] = [await picture().jpeg().toBuffer(), await picture(8).jpeg().toBuffer()];
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(small.length + 2, 2);
  return Buffer.concat([image.subarray(0, 2), head, small, image.subarray(2)]);
}
