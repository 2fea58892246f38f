import sharp from "sharp";

/** A progressive JPEG whose scans but the first say that nothing is there: ITU-T T.81, annex G. */
export async function jpegOfScans(count: number): Promise<Buffer> {
  const still = sharp({ create: { width: 8, height: 8, channels: 3, background: "#c86432" } });
  const whole = await still.jpeg({ progressive: true, chromaSubsampling: "4:4:4" }).toBuffer();
  const scans: number[] = [];
  for (let at = whole.indexOf("ffda", 0, "hex"); at >= 0; at = whole.indexOf("ffda", at + 2, "hex"))
    scans.push(at);
  const table = whole.indexOf("ffc4", scans[0], "hex");
  // A table of one code, "end of block", and a scan of one block that holds it.
  const codes = Buffer.from([0xff, 0xc4, 0, 20, 0x10, 1, ...Array(15).fill(0), 0]);
  const empty = Array.from({ length: count - 1 }, (_, i) => {
    const component = 1 + (i % 3);
    const place = 1 + (Math.floor(i / 3) % 63);
    const lowest = Math.floor(i / 189);
    const level = lowest === 0 ? 0x01 : 0x10;
    return Buffer.from([0xff, 0xda, 0, 8, 1, component, 0, place, place, level, 0x7f]);
  });
  return Buffer.concat([whole.subarray(0, table), codes, ...empty, Buffer.from([0xff, 0xd9])]);
}
