#!/usr/bin/env python3
"""Times Hugging Face's XCLIPModel on a GPU, on the weights and inputs that our GPU benchmark makes from names.

    python3 benchmarks/peers/xclip_pytorch.py base-patch32 --batch 1 --ours ours.json --json pytorch.json
    python3 benchmarks/peers/xclip_pytorch.py base-patch16 --batch 64 --golden ../shared/golden/named

Needs torch and transformers. A call takes pixels that lie on the device to logits in host memory, for five labels whose
text features were computed once ("cached labels") or are computed in every call ("whole forward"). Every configuration
is timed in rounds that take turns, medians after warm-up; what PyTorch refuses is reported as such.

Nothing is timed that does not agree: with --golden, float64 logits must be the reference files'; with --ours, the JSON
file of our GPU benchmark, float32 logits must be our exact ones. --device cpu and --tiny (the sizes of our benchmark's
quick run) try the script out without a GPU.
"""

import argparse
import functools
import json
import math
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import XCLIPConfig, XCLIPModel, __version__ as transformers_version

GOLDEN_GAMMA = np.uint64(0x9E3779B97F4A7C15)
FLOAT64_ERROR = 1e-5  # the reference's logits are stored as float32
FLOAT32_ERROR = 1e-3  # two float32 engines, a scale of 100 before the logits; other weights would be off by about 1
WARM_UP = 5
VISION = {
    "base-patch32": dict(patch_size=32),
    "base-patch16": dict(patch_size=16),
    "large-patch14": dict(patch_size=14, hidden_size=1024, intermediate_size=4096, num_hidden_layers=24,
                          num_attention_heads=16, mit_hidden_size=768, mit_intermediate_size=3072),
}
TEXT = {"large-patch14": dict(hidden_size=768, intermediate_size=3072, num_attention_heads=12)}
TINY_VISION = dict(hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, mit_hidden_size=32,
                   mit_intermediate_size=64, mit_num_attention_heads=8, image_size=32, patch_size=16, num_frames=2)
TINY_TEXT = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4)


def uniform(name, count):
    """Values in [-1, 1), made from a tensor's name alone."""
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(h) + np.arange(1, count + 1, dtype=np.uint64) * GOLDEN_GAMMA
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return 2.0 * ((z >> np.uint64(40)).astype(np.float64) * 2.0**-24) - 1.0


@functools.cache  # every configuration begins with the same weights
def procedural(name, shape):
    """The weight of a name; the first rule that fits holds."""
    count = math.prod(shape)
    if name == "logit_scale":
        return np.full(shape, 4.6052, dtype=np.float32)
    if name == "prompts_generator.alpha":
        offset, scale = 0.1, 0.05
    elif name.endswith(".bias"):
        offset, scale = 0.0, 0.1
    elif len(shape) == 1 and name.endswith(".weight"):
        offset, scale = 1.0, 0.2
    elif "embedding" in name and "patch_embedding" not in name:
        offset, scale = 0.0, 0.5
    elif name == "prompts_visual_projection":
        offset, scale = 0.0, math.sqrt(3 / shape[0])
    else:
        offset, scale = 0.0, math.sqrt(3 / math.prod(shape[1:]))
    return (offset + scale * uniform(name, count)).astype(np.float32).reshape(shape)


def load(options, attention="sdpa"):
    """The model in float32 on the CPU, with procedural weights."""
    vision = TINY_VISION if options.tiny else VISION[options.model]
    config = XCLIPConfig(
        text_config=TINY_TEXT if options.tiny else TEXT.get(options.model, {}),
        vision_config=vision,
        projection_dim=vision.get("mit_hidden_size", 512),
        prompt_num_attention_heads=8,
        attn_implementation=attention,
    )
    model = XCLIPModel(config).eval()
    for part in (model.vision_model, model.text_model):
        if part.config._attn_implementation != attention:
            raise ValueError(f"asked for {attention} attention, got {part.config._attn_implementation}")
    with torch.no_grad():
        for key, value in model.named_parameters():
            value.copy_(torch.from_numpy(procedural(key, tuple(value.shape))))
    return model


def text_features(model, ids, mask=None):
    """(labels, E) before the prompt generator; newer releases wrap them."""
    features = model.get_text_features(input_ids=ids, attention_mask=mask)
    return getattr(features, "pooler_output", features)


class CachedLabels(nn.Module):
    """What remains of the forward pass when the text features (labels, E) are there already."""

    def __init__(self, model, text):
        super().__init__()
        self.model = model
        self.register_buffer("text", text)

    def forward(self, pixels):
        """From (videos, frames, 3, height, width) to logits (videos, labels)."""
        model, grid = self.model, pixels.shape[:2]
        frames = model.vision_model(pixel_values=pixels.flatten(0, 1))
        video = model.mit(model.visual_projection(frames[1]).unflatten(0, grid))[1]
        patches = model.prompts_visual_layernorm(frames[0][:, 1:]) @ model.prompts_visual_projection
        text = self.text.expand(grid[0], -1, -1)
        text = text + model.prompts_generator(text, patches.unflatten(0, grid).mean(1))
        text = text / text.norm(dim=-1, keepdim=True)
        video = video / video.norm(dim=-1, keepdim=True)
        return model.logit_scale.exp() * torch.einsum("be,bke->bk", video, text)


class WholeForward(nn.Module):
    def __init__(self, model, ids):
        super().__init__()
        self.model = model
        self.register_buffer("ids", ids)

    def forward(self, pixels):
        return self.model(input_ids=self.ids, pixel_values=pixels).logits_per_video


def relative_error(actual, expected):
    return float(np.linalg.norm(np.asarray(actual, dtype=np.float64) - expected) / np.linalg.norm(expected))


def check_golden(options):
    """Both ways of calling the model in float64, against the reference file."""
    from safetensors.numpy import load_file

    golden = load_file(str(Path(options.golden) / f"{options.model}.golden.safetensors"))
    model = load(options).double().to(options.device)
    frames, side = model.config.vision_config.num_frames, model.config.vision_config.image_size
    pixels = (2 * uniform("pixel_values", frames * 3 * side * side)).astype(np.float32)
    pixels = torch.from_numpy(pixels.reshape(1, frames, 3, side, side)).double().to(options.device)
    ids = torch.from_numpy(golden["input_ids"]).long().to(options.device)
    mask = torch.from_numpy(golden["attention_mask"]).long().to(options.device)
    expected = golden["logits_per_video"][:1].astype(np.float64)
    with torch.no_grad():
        ways = {
            "whole forward": model(input_ids=ids, attention_mask=mask, pixel_values=pixels).logits_per_video,
            "cached labels": CachedLabels(model, text_features(model, ids, mask))(pixels),
        }
    for way, logits in ways.items():
        error = relative_error(logits.cpu().numpy(), expected)
        print(f"agreement with the reference, {way}: relative L2 error of the float64 logits {error:.1e}")
        if not error <= FLOAT64_ERROR:
            raise SystemExit("the weights or inputs are not the reference's: times would be of different things")


def benchmark_pixels(options, config):
    """The videos of our benchmark: 8-bit pixels from a name, normalised to (pixel - 128) / 64."""
    shape = (options.batch, config.num_frames, 3, config.image_size, config.image_size)
    levels = np.floor((uniform("benchmark.pixels", math.prod(shape)) + 1) * 128)
    return torch.from_numpy(((levels - 128) / 64).astype(np.float32).reshape(shape))


def configurations(device):
    """(type, attention, labels, how) of every way to run it, those that could be the fastest first."""
    modes = ["eager", "compiled"] if device == "cpu" else ["eager", "compiled", "compiled with max-autotune"]
    every = [(dtype, attention, labels, how) for labels in ("cached labels", "whole forward")
             for attention in ("sdpa", "eager") for how in modes for dtype in ("bf16", "float32")]
    # Autotuning takes minutes each: only for what can win.
    return [each for each in every if "autotune" not in each[3] or each[:3] == ("bf16", "sdpa", "cached labels")]


def prepare(options, pixels, ids, dtype, attention, labels, how):
    """A function from nothing to logits (videos, labels) in host memory."""
    kind = torch.bfloat16 if dtype == "bf16" else torch.float32
    model = load(options, attention).to(options.device, kind)
    with torch.no_grad():
        way = WholeForward(model, ids) if labels == "whole forward" else CachedLabels(model, text_features(model, ids))
    if how != "eager":
        graphs = None if options.device == "cpu" else "max-autotune" if "autotune" in how else "reduce-overhead"
        way = torch.compile(way, mode=graphs)
    x = pixels.to(options.device, kind)

    def run():
        with torch.no_grad():
            return way(x).float().cpu().numpy()
    return run


def check_ours(name, logits, ours):
    """The error of one configuration against our outputs; float32 must agree."""
    exact = name.startswith("float32")
    expected = np.array(ours["exact" if exact else "fast"]["logits"], dtype=np.float64).reshape(logits.shape)
    error = relative_error(logits, expected)
    if exact and not error <= FLOAT32_ERROR:
        raise SystemExit(f"{name}: logits are {error:.1e} off ours, more than {FLOAT32_ERROR:.0e}: "
                         "timing them would compare different things")
    return error


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", choices=sorted(VISION))
    arguments.add_argument("--batch", type=int, default=1)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--seconds", type=float, default=240, help="prepare nothing more after that long")
    arguments.add_argument("--golden", help="folder of the reference files of full-size models")
    arguments.add_argument("--ours", help="JSON file of our GPU benchmark")
    arguments.add_argument("--json", help="where to write the medians")
    arguments.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    arguments.add_argument("--tiny", action="store_true", help="the sizes of our benchmark's quick run")
    options = arguments.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    where = torch.cuda.get_device_name() if options.device == "cuda" else "CPU"
    print(f"torch {torch.__version__}, transformers {transformers_version}, {where}")
    if options.golden:
        check_golden(options)
    ours = json.loads(Path(options.ours).read_text())[options.model] if options.ours else None
    if ours and ours["batch"] != options.batch:
        raise SystemExit(f"{options.ours} has a batch of {ours['batch']} for {options.model}, not {options.batch}")

    pixels = benchmark_pixels(options, load(options).config.vision_config)
    ids = torch.tensor([[49406, 1000 + i, 2000 + i, 49407] for i in range(1, 6)]).to(options.device)
    ready, errors, start = {}, {}, time.perf_counter()
    for each in configurations(options.device):
        name = f"{each[0]}, {each[3]}, {each[1]} attention, {each[2]}"
        if time.perf_counter() - start > options.seconds:
            print(f"| {name} | left out: {options.seconds:.0f} seconds are over |")
            continue
        try:
            run = prepare(options, pixels, ids, *each)
            for _ in range(WARM_UP):
                logits = run()
        except Exception as error:  # one of PyTorch's many; the row says which
            print(f"| {name} | refused: {type(error).__name__}: {(str(error).splitlines() or [''])[0][:100]} |")
            continue
        errors[name] = check_ours(name, logits, ours) if ours else float("nan")
        ready[name] = run
    times = {name: [] for name in ready}
    for _ in range(options.rounds):
        for name, run in ready.items():
            before = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - before))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("| configuration | median, ms | videos/s | logits' relative error to ours |\n|---|---|---|---|")
    for name, value in medians.items():
        print(f"| {name} | {value:.3f} | {1e3 * options.batch / value:.1f} | {errors[name]:.1e} |")
    for precision, dtype in (("exact", "float32"), ("fast", "bf16")):
        theirs = [value for name, value in medians.items() if name.startswith(dtype)]
        if ours and theirs:
            print(f"{precision}: PyTorch's best of {len(theirs)} in {dtype}, {min(theirs):.3f} ms, over ours, "
                  f"{ours[precision]['model_ms']:.3f} ms: {min(theirs) / ours[precision]['model_ms']:.2f}")
    if options.json:
        Path(options.json).write_text(json.dumps({
            "torch": torch.__version__, "transformers": transformers_version, "device": where, "model": options.model,
            "batch": options.batch, "milliseconds": medians,
            "errors": {name: value for name, value in errors.items() if not math.isnan(value)}}, indent=1) + "\n")


if __name__ == "__main__":
    main()
