"""A tiny DeepFloyd IF of random weights, exported by models/cascade/export_if.py, and what diffusers makes with it:

    python test/support/make_if.py test/fixtures/cascade-if

The networks have IF's blocks, conditioning and schedulers at a thousandth of the size. `expected.json` holds the
floats of diffusers' IFPipeline and IFSuperResolutionPipeline for seed 7: torch's CPU noise, so `--rng torch`.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from diffusers import DDPMScheduler, IFPipeline, IFSuperResolutionPipeline, UNet2DConditionModel
from diffusers.pipelines.deepfloyd_if.safety_checker import IFSafetyChecker
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import CLIPConfig, T5Config, T5EncoderModel, T5TokenizerFast

sys.path.insert(0, str(Path(__file__).parents[2] / "models" / "cascade"))
import export_if  # noqa: E402

PROMPT, NEGATIVE, SEED, IMAGES = "red blue", "blue", 7, 2
STEPS = {"base": 5, "super": 4}


def unet(**other):
    torch.manual_seed(other.pop("seed"))
    return UNet2DConditionModel(
        layers_per_block=1, block_out_channels=[8, 16], norm_num_groups=4, attention_head_dim=4,
        down_block_types=["ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"],
        mid_block_type="UNetMidBlock2DSimpleCrossAttn", up_block_types=["SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"],
        out_channels=6, cross_attention_dim=32, encoder_hid_dim=16, encoder_hid_dim_type="text_proj",
        addition_embed_type="text", addition_embed_type_num_heads=2, cross_attention_norm="group_norm",
        resnet_time_scale_shift="scale_shift", act_fn="gelu", **other).eval()


def scheduler(cap):
    return DDPMScheduler(beta_schedule="squaredcos_cap_v2", thresholding=True, dynamic_thresholding_ratio=0.95,
                         sample_max_value=cap, prediction_type="epsilon", variance_type="learned_range")


def tokenizer(folder):
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -9.0), ("▁red", -1.0), ("▁blue", -1.0), ("▁", -4.0)]
    made = Tokenizer(models.Unigram(words, unk_id=2, byte_fallback=False))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    file = folder / "words.json"
    made.save(str(file))
    return T5TokenizerFast(tokenizer_file=str(file), extra_ids=0, eos_token="</s>", pad_token="<pad>", unk_token="<unk>")


def checker():
    torch.manual_seed(3)
    vision = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
              "patch_size": 56, "image_size": 224, "projection_dim": 8}
    made = IFSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=8)).eval()
    for head in (made.p_head, made.w_head):  # Random heads see nothing: far below their cut.
        torch.nn.init.constant_(head.bias, -9)
    return made


def generators():
    return [torch.Generator("cpu").manual_seed(SEED + image) for image in range(IMAGES)]


def main(to):
    shutil.rmtree(to, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        torch.manual_seed(1)
        t5 = T5EncoderModel(T5Config(vocab_size=6, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2,
                                     feed_forward_proj="gated-gelu")).eval()
        words = tokenizer(scratch)
        base = IFPipeline(tokenizer=words, text_encoder=t5, unet=unet(seed=11, in_channels=3, sample_size=8),
                          scheduler=scheduler(1.5), safety_checker=None, feature_extractor=None, watermarker=None,
                          requires_safety_checker=False)
        upscaler = IFSuperResolutionPipeline(
            tokenizer=words, text_encoder=t5, safety_checker=None, feature_extractor=None, watermarker=None,
            unet=unet(seed=12, in_channels=6, sample_size=16, class_embed_type="timestep", mid_block_scale_factor=1.414,
                      time_embedding_act_fn="gelu"),
            scheduler=scheduler(1.0), image_noising_scheduler=DDPMScheduler(beta_schedule="squaredcos_cap_v2"),
            requires_safety_checker=False)
        base.unet.save_pretrained(scratch / "base/unet")
        checker().save_pretrained(scratch / "base/safety_checker")
        for name in ("text_encoder", "tokenizer", "scheduler"):
            getattr(base, name).save_pretrained(scratch / "base" / name)
        for name in ("unet", "scheduler", "image_noising_scheduler"):
            getattr(upscaler, name).save_pretrained(scratch / "super" / name)
        export_if.export(scratch / "base", scratch / "super", to)
        prompts, negatives = [PROMPT] * IMAGES, [NEGATIVE] * IMAGES
        settings = {"negative_prompt": negatives, "output_type": "pt", "clean_caption": False}
        small = base(prompts, guidance_scale=7.0, num_inference_steps=STEPS["base"],
                     generator=generators(), **settings).images
        large = upscaler(prompts, image=small, guidance_scale=4.0, noise_level=250,
                         num_inference_steps=STEPS["super"], generator=generators(), **settings).images
    listed = to / "cascade.json"
    cascade = json.loads(listed.read_text()) | {"source": "random weights: test/support/make_if.py"}
    listed.write_text(json.dumps(cascade, indent=2) + "\n")
    rounded = lambda images: [[round(float(value), 6) for value in image.flatten()] for image in images]
    expected = {"prompt": PROMPT, "negative": NEGATIVE, "seed": SEED, "steps": STEPS,
                "base": rounded(small), "super": rounded(large)}
    (to.parent / "cascade-if-expected.json").write_text(json.dumps(expected) + "\n")


main(Path(sys.argv[1]))
