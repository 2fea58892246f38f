import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { behindEnd } from "../../../datasets/decode/behind-end.ts";
import { pngChunks, writePng } from "../../../datasets/decode/png-chunks.ts";
import { imageMetadata } from "../../../datasets/metadata/image-metadata.ts";
import { readContent } from "../../../datasets/read-content.ts";
import { picture } from "../../support/written.ts";

const EXIF = {
  IFD0: { ImageDescription: "what stands in EXIF", Make: "Acme Cameras", Copyright: "a person" },
};
const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Headline="what a headline says"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">a title &amp; more</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const plain = () => sharp({ create: { width: 8, height: 6, channels: 3, background: "teal" } });
const textsOf = (bytes: Uint8Array) =>
  Object.fromEntries(imageMetadata("image", bytes).texts.map(({ name, text }) => [name, text]));

/** A JPEG with a segment behind its first marker. */
async function withSegment(marker: number, data: Buffer): Promise<Buffer> {
  const jpeg = await picture(0);
  const head = Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

async function withChunk(type: string, data: Buffer): Promise<Buffer> {
  const [first, ...rest] = [...pngChunks(await plain().png().toBuffer())];
  return writePng([first as NonNullable<typeof first>, { type, data }, ...rest]);
}

/** EXIF of one list, whose next one has a thumbnail. */
function exifWithThumbnail(thumbnail: Buffer): Buffer {
  const tiff = Buffer.alloc(8 + 6 + 6 + 24);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt32LE(14, 10);
  tiff.writeUInt16LE(2, 14);
  for (const [i, [tag, value]] of [
    [0x0201, tiff.length],
    [0x0202, thumbnail.length],
  ].entries()) {
    tiff.writeUInt16LE(tag as number, 16 + 12 * i);
    tiff.writeUInt16LE(4, 18 + 12 * i);
    tiff.writeUInt32LE(1, 20 + 12 * i);
    tiff.writeUInt32LE(value as number, 24 + 12 * i);
  }
  return Buffer.concat([Buffer.from("Exif\0\0"), tiff, thumbnail]);
}

describe("what an image file says beside its picture", () => {
  it.each(["jpeg", "png", "webp", "avif"] as const)("is read of EXIF and XMP in %s", async (format) => {
    const bytes = await plain().withExif(EXIF).withXmp(XMP).toFormat(format).toBuffer();
    expect(textsOf(bytes)).toMatchObject({
      "image#exif.ImageDescription": "what stands in EXIF",
      "image#exif.Make": "Acme Cameras",
      "image#xmp.Headline": "what a headline says",
      "image#xmp.title": "a title & more",
    });
  });

  it("is read of a user's comment, in whichever encoding it says", () => {
    const tiffOf = (value: Buffer) => {
      const tiff = Buffer.alloc(26);
      tiff.write("II*\0", 0, "latin1");
      tiff.writeUInt32LE(8, 4);
      tiff.writeUInt16LE(1, 8);
      tiff.writeUInt16LE(0x9286, 10);
      tiff.writeUInt16LE(7, 12);
      tiff.writeUInt32LE(value.length, 14);
      tiff.writeUInt32LE(26, 18);
      return Buffer.concat([tiff, value]);
    };
    const said = (value: Buffer) => textsOf(tiffOf(value))["image#exif.UserComment"];
    expect(said(Buffer.from("ASCII\0\0\0what a user says"))).toBe("what a user says");
    const little = Buffer.from("what a user says", "utf16le");
    expect(said(Buffer.concat([Buffer.from("UNICODE\0"), little]))).toBe("what a user says");
    expect(said(Buffer.concat([Buffer.from("UNICODE\0"), Buffer.from(little).swap16()]))).toBe(
      "what a user says",
    );
  });

  it("is read of comments and of segments that nobody knows in a JPEG", async () => {
    expect(textsOf(await withSegment(0xfe, Buffer.from("what a comment says")))).toEqual({
      "image#comment": "what a comment says",
    });
    expect(textsOf(await withSegment(0xe5, Buffer.from("\x01\x02\x03what nobody knows\0\x01")))).toEqual({
      "image#app5": "what nobody knows",
    });
    const wide = Buffer.concat([Buffer.from([1, 2, 3]), Buffer.from("what is wide\0\0", "utf16le")]);
    expect(Object.values(textsOf(await withSegment(0xe7, wide)))).toEqual(["what is wide"]);
    const polish = "pchnąć w tę łódź jeża lub ośm skrzyń fig";
    const marked = Buffer.concat([Buffer.from([1, 0]), Buffer.from(`${polish}\0`, "utf16le")]);
    expect(Object.values(textsOf(await withSegment(0xe7, marked)))).toEqual([polish]);
    const iptc = Buffer.from("\x1c\x02\x78\0\x14what a caption says.", "latin1");
    const resource = Buffer.concat([
      Buffer.from("Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x19", "latin1"),
      iptc,
    ]);
    expect(textsOf(await withSegment(0xed, resource))).toEqual({
      "image#iptc.Caption": "what a caption says.",
    });
  });

  it("is no curve of numbers of 16 bits, as telephones write them beside every photograph", async () => {
    const curve = Uint16Array.from({ length: 4000 }, (_, i) =>
      Math.round(0x170 + 0x6f * Math.sin(i / 7) + 0x50 * Math.cos(i / 31)),
    );
    expect(textsOf(await withSegment(0xe7, Buffer.from(curve.buffer)))).toEqual({});
  });

  it.each<[string, Buffer]>([
    ["tEXt", Buffer.from("Description\0what a chunk says")],
    ["zTXt", Buffer.concat([Buffer.from("Description\0\0"), deflateSync("what a chunk says")])],
    ["iTXt", Buffer.from("Description\0\0\0en\0\0what a chunk says")],
    ["iTXt", Buffer.concat([Buffer.from("Description\0\x01\0en\0\0"), deflateSync("what a chunk says")])],
  ])("is read of a PNG's %s", async (type, data) => {
    expect(textsOf(await withChunk(type, data))).toMatchObject({ "image#Description": "what a chunk says" });
  });

  it("is read of a PNG's chunks that nobody knows, and of keywords that are sentences", async () => {
    expect(Object.values(textsOf(await withChunk("abCd", Buffer.from("what nobody knows"))))).toEqual([
      "what nobody knows",
    ]);
    expect(Object.values(textsOf(await withChunk("tEXt", Buffer.from("a keyword that speaks\0"))))).toEqual([
      "a keyword that speaks",
    ]);
  });

  it("is unmeasured where it unpacks to more than is looked at, or is damaged", async () => {
    const bomb = Buffer.concat([Buffer.from("Comment\0\0"), deflateSync(Buffer.alloc(2 ** 23, 65))]);
    const torn = Buffer.from("Comment\0\0no deflate");
    for (const data of [bomb, torn])
      expect(imageMetadata("image", await withChunk("zTXt", data)).unmeasured).toEqual([
        { name: "image#Comment", reason: "cannot be read", shown: true },
      ]);
  });

  it("is read of a GIF's comments", async () => {
    const gif = await plain().gif().toBuffer();
    const says = Buffer.from("what a comment says");
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, says.length]), says, Buffer.from([0])]);
    expect(textsOf(Buffer.concat([gif.subarray(0, -1), comment, gif.subarray(-1)]))).toEqual({
      "image#comment": "what a comment says",
    });
  });

  it.each(["jpeg", "png", "webp", "gif"] as const)("is read behind the end of a %s", async (format) => {
    const bytes = Buffer.concat([
      await plain().toFormat(format).toBuffer(),
      Buffer.from("what hides behind"),
    ]);
    expect(textsOf(bytes)).toEqual({ "image#end": "what hides behind" });
  });

  it("holds thumbnails, which are images of their own", async () => {
    const thumbnail = await picture(5);
    const jpeg = await withSegment(0xe1, exifWithThumbnail(thumbnail));
    const { images } = imageMetadata("image", jpeg);
    expect(images.map(({ name }) => name)).toEqual(["image#exif.thumbnail"]);
    expect(Buffer.from((await images[0]?.bytes()) ?? "")).toEqual(thumbnail);
    const content = await readContent({ key: "k", row: 0, caption: "c", image: async () => jpeg, meta: {} });
    expect(content.images.map(({ name, own }) => [name, own])).toEqual([
      ["image", true],
      ["image#exif.thumbnail", false],
    ]);
  });

  it("holds every picture of a multi-picture JPEG, and what each says", async () => {
    const second = await plain().withExif(EXIF).jpeg().toBuffer();
    const third = await withSegment(0xe1, exifWithThumbnail(await picture(5)));
    const film = Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "latin1");
    const all = Buffer.concat([await picture(0), second, Buffer.alloc(5), third, film]);
    const pair = { key: "k", row: 0, caption: "c", image: async () => all, meta: {} };
    const { images, texts } = await readContent(pair);
    expect(images.map(({ name, own }) => [name, own])).toEqual([
      ["image", true],
      ["image#picture[1]", false],
      ["image#picture[2]", false],
      ["image#picture[2]#exif.thumbnail", false],
    ]);
    expect(Buffer.from(images[1]?.bytes ?? "")).toEqual(second);
    expect(Buffer.from(images[2]?.bytes ?? "")).toEqual(third);
    expect(texts).toContainEqual({
      name: "image#picture[1]#exif.ImageDescription",
      text: "what stands in EXIF",
    });
    expect(behindEnd(all)).toBe("a video");
  });

  it("is unmeasured of pictures beside those of an AVIF that are decoded, and nothing of its transparency", async () => {
    const clear = { create: { width: 16, height: 16, channels: 4, background: "#ff000080" } } as const;
    const avif = await sharp(clear).avif().toBuffer();
    expect(imageMetadata("image", avif).unmeasured).toEqual([]);
    const meta = avif.indexOf("meta") - 4;
    const more = (words: string) => {
      const box = Buffer.concat([avif.subarray(meta, meta + avif.readUInt32BE(meta)), Buffer.from(words)]);
      box.writeUInt32BE(box.length);
      return Buffer.concat([avif.subarray(0, meta), box]);
    };
    for (const [name, words] of Object.entries({
      thumbnail: "\0\0\0\x0ethmb\0\x02\0\x01\0\x01",
      gainmap: "\0\0\0\x08tmap",
      auxiliary: "urn:mpeg:mpegB:cicp:systems:auxiliary:depth",
    }))
      expect(imageMetadata("image", more(words)).unmeasured).toContainEqual({
        name: `image#heif.${name}`,
        reason: "cannot be read",
        shown: true,
      });
  });

  it("is unmeasured of more pictures in one file than are looked at", async () => {
    const all = Buffer.concat(await Promise.all(Array.from({ length: 40 }, (_, n) => picture(n))));
    const { images, unmeasured } = imageMetadata("image", all);
    expect(images).toHaveLength(32);
    expect(unmeasured).toHaveLength(7);
    expect(unmeasured[0]).toEqual({ name: "image#picture[33]", reason: "not measured", shown: true });
  });

  it("is nothing of pictures that only say how their pixels look", async () => {
    for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const)
      expect(imageMetadata("image", await plain().withIccProfile("p3").toFormat(format).toBuffer())).toEqual({
        texts: [],
        images: [],
        unmeasured: [],
      });
  });

  it("never throws, however the bytes are damaged", async () => {
    const whole = await plain().withExif(EXIF).withXmp(XMP).jpeg().toBuffer();
    for (let at = 0; at < whole.length; at += 7) {
      const copy = Buffer.from(whole);
      copy[at] = 255 - (copy[at] ?? 0);
      expect(() => imageMetadata("image", copy)).not.toThrow();
      expect(() => imageMetadata("image", whole.subarray(0, at))).not.toThrow();
    }
  });
});
