import { describe, expect, it } from "vitest";
import { softwareOnly } from "../../../models/device.ts";

describe.skipIf(process.platform !== "linux")("a Vulkan loader without a graphics processor", () => {
  it("is passed over by auto: what answers there is software", () => {
    expect(softwareOnly("webgpu", ["null", "tty0", "card0", "nvidiactl"])).toMatch(/software adapter/u);
  });

  it.each(["renderD128", "nvidia0", "dxg"])("is none where /dev has %s", (node) => {
    expect(softwareOnly("webgpu", ["null", node])).toBeNull();
  });

  it("says nothing of other devices", () => {
    expect(softwareOnly("cpu", [])).toBeNull();
    expect(softwareOnly("cuda", [])).toBeNull();
  });
});
