"""DeepFloyd IF -> a folder that `sluice generate --model ./FOLDER` runs (its layout: folder/deepfloyd.ts).

    python export_if.py --base DeepFloyd/IF-I-M-v1.0 --super DeepFloyd/IF-II-M-v1.0 --to ./if

Reads pipelines as diffusers saves them, from a folder or from the hub's cache; you need the weights, whose licence
you accepted. Clause 2 of that licence forbids running IF without its inference filters: a base pipeline without its
safety checker is not exported. Needs torch, diffusers, transformers, sentencepiece and onnx, and memory
for one network at a time in float32: the smallest pair (IF-I-M, IF-II-M) still has a T5 of 4.6 billion parameters.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import warnings
from functools import partial
from pathlib import Path

import onnx
import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnAddedKVProcessor
from diffusers.pipelines.deepfloyd_if.safety_checker import IFSafetyChecker
from huggingface_hub import snapshot_download
from safetensors.torch import load_file
from transformers import CLIPConfig, T5EncoderModel, T5TokenizerFast

TOKENS = 77  # What IF was trained on; diffusers' pipelines say the same.
PROTOBUF_LIMIT = 2**31  # A larger file keeps its weights beside it.
STAGES = {  # Steps, guidance and noise level of diffusers' pipelines.
    "stage_1": {"id": "base", "steps": 100, "guidance": 7.0},
    "stage_2": {"id": "super", "steps": 50, "guidance": 4.0, "noise": 250},
}


class UNet(torch.nn.Module):
    """Positional arguments, since the exporter has no others."""

    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, encoder_hidden_states, class_labels=None):
        return self.unet(sample, timestep, encoder_hidden_states, class_labels=class_labels, return_dict=False)[0]


class Encoder(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask):
        return self.encoder(input_ids, attention_mask=attention_mask)[0]


class Heads(torch.nn.Module):
    """Logits, not verdicts: the original code flags above 0 (sigmoid > 0.5), diffusers' port above 0.5."""

    def __init__(self, checker):
        super().__init__()
        self.checker = checker

    def forward(self, clip_input):
        vector = self.checker.vision_model(clip_input)[0]
        return self.checker.p_head(vector), self.checker.w_head(vector)


def write(module, example, inputs, outputs, path):
    """Traces a module to `path`; the batch is free, everything else as in `example`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        traced = Path(scratch) / "traced.onnx"
        torch.onnx.export(module.eval(), example, str(traced), input_names=inputs, output_names=outputs,
                          opset_version=17, dynamo=False, dynamic_axes={name: {0: "batch"} for name in inputs + outputs})
        model = onnx.load(traced)
        size = sum(parameter.numel() * parameter.element_size() for parameter in module.parameters())
        large = size > 0.9 * PROTOBUF_LIMIT
        onnx.save(model, path, save_as_external_data=large, all_tensors_to_one_file=True, location="model.onnx_data")


def write_unet(source, name, to):
    """One stage's network and schedulers; returns its entry in cascade.json."""
    unet = UNet2DConditionModel.from_pretrained(source, subfolder="unet").eval()
    unet.set_attn_processor(AttnAddedKVProcessor())  # The fused one does not trace.
    config = unet.config
    width = config.encoder_hid_dim or config.cross_attention_dim
    size, upscales = config.sample_size, config.class_embed_type == "timestep"
    inputs = ["sample", "timestep", "encoder_hidden_states"]
    example = (torch.randn(2, config.in_channels, size, size), torch.tensor([5, 5]), torch.randn(2, TOKENS, width))
    if upscales:
        inputs, example = [*inputs, "class_labels"], (*example, torch.tensor([250, 250]))
    write(UNet(unet), example, inputs, ["out_sample"], to / name / "model.onnx")
    defaults = STAGES[name]
    stage = {"id": defaults["id"], "onnx": f"{name}/model.onnx", "size": size, "channels": 3,
             "scheduler": f"{name}/scheduler_config.json", "steps": defaults["steps"], "guidance": defaults["guidance"]}
    write_scheduler(source, "scheduler", to / stage["scheduler"])
    if upscales:
        low = f"{name}/image_noising_scheduler_config.json"
        write_scheduler(source, "image_noising_scheduler", to / low)
        stage["lowRes"] = {"noiseLevel": defaults["noise"], "scheduler": low}
    return stage


def write_scheduler(source, name, path):
    path.write_text(json.dumps(dict(DDPMScheduler.load_config(source, subfolder=name)), indent=2, default=str) + "\n")


def write_text_encoder(source, to):
    encoder = T5EncoderModel.from_pretrained(source, subfolder="text_encoder").eval()
    ids = torch.ones(2, TOKENS, dtype=torch.int64)
    write(Encoder(encoder), (ids, ids), ["input_ids", "attention_mask"], ["last_hidden_state"],
          to / "text_encoder" / "model.onnx")
    T5TokenizerFast.from_pretrained(source, subfolder="tokenizer").save_pretrained(to / "tokenizer")
    return {"onnx": "text_encoder/model.onnx", "tokenizer": "tokenizer", "maxTokens": TOKENS,
            "width": encoder.config.d_model}


def write_heads(source, to):
    folder = source / "safety_checker"
    weights = [folder / name for name in ("model.safetensors", "pytorch_model.bin") if (folder / name).exists()]
    if not weights:
        sys.exit(f'Cannot export "{source}": it has no safety checker, and clause 2 of IF\'s licence forbids running it '
                 "without")
    # By hand: IFSafetyChecker.from_pretrained does not work beside transformers 5.
    checker = IFSafetyChecker(CLIPConfig.from_pretrained(folder)).eval()
    load = load_file if weights[0].suffix == ".safetensors" else partial(torch.load, weights_only=True)
    state = {name: value for name, value in load(weights[0]).items() if not name.endswith("position_ids")}
    checker.load_state_dict({name: value.float() for name, value in state.items()})
    write(Heads(checker), (torch.randn(2, 3, 224, 224),), ["clip_input"], ["nsfw", "watermark"],
          to / "safety_checker" / "model.onnx")
    return "safety_checker/model.onnx"


def folder_of(source):
    """A folder as it is, or the hub's files of that name, in its cache."""
    if Path(source).is_dir():
        return Path(source)
    return Path(snapshot_download(source, ignore_patterns=["*.fp16.*", "watermarker/*", "*.md"]))


def digest(path, to):
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(to).as_posix(), "sha256": sha256, "bytes": path.stat().st_size}


def export(base, upscaler, to):
    """Writes the folder; cascade.json comes last, so that a broken export is none."""
    if to.exists() and any(to.iterdir()):
        sys.exit(f'Cannot export to "{to}": wanted a new or empty folder')
    to.mkdir(parents=True, exist_ok=True)
    first = folder_of(base)
    heads = write_heads(first, to)
    text = write_text_encoder(first, to)
    stages = [write_unet(first, "stage_1", to)]
    if upscaler:
        stages.append(write_unet(folder_of(upscaler), "stage_2", to))
    cascade = {"kind": "deepfloyd-if", "title": "DeepFloyd IF", "license": "DeepFloyd IF License Agreement",
               "source": ", ".join(str(source) for source in (base, upscaler) if source),
               "files": [digest(path, to) for path in sorted(to.rglob("*")) if path.is_file()],
               "textEncoder": text, "stages": stages, "safetyChecker": heads}
    part = to / "cascade.json.part"
    part.write_text(json.dumps(cascade, indent=2) + "\n")
    part.rename(to / "cascade.json")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="stage I: a folder of diffusers, or the hub's name of one")
    parser.add_argument("--super", help="stage II, likewise; without it the cascade ends at 64 pixels")
    parser.add_argument("--to", type=Path, required=True, help="a new folder")
    wishes = parser.parse_args()
    export(wishes.base, wishes.super, wishes.to)
