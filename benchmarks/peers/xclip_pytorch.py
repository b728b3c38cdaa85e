#!/usr/bin/env python3
"""Times Hugging Face's XCLIPModel on a GPU, on the weights and inputs that our benchmarks make from names.

    python3 benchmarks/peers/xclip_pytorch.py base-patch32 --batch 1 --ours ours.json
    python3 benchmarks/peers/xclip_pytorch.py base-patch16 --batch 64 --golden ../shared/golden/named

Needs torch and transformers. With --golden, the outputs are first compared with the reference files; with --ours, a JSON
file {"milliseconds": {"exact": 1.0, "fast": 0.5}} of our medians on the same machine, ratios are printed. Everything is
timed in rounds that take turns, medians after warm-up; a configuration that PyTorch refuses is reported as such.
"""

import argparse
import json
import math
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from transformers import XCLIPConfig, XCLIPModel

GOLDEN_GAMMA = np.uint64(0x9E3779B97F4A7C15)
VISION = {
    "base-patch32": dict(patch_size=32),
    "base-patch16": dict(patch_size=16),
    "large-patch14": dict(patch_size=14, hidden_size=1024, intermediate_size=4096, num_hidden_layers=24,
                          num_attention_heads=16, mit_hidden_size=768, mit_intermediate_size=3072),
}
TEXT = {"large-patch14": dict(hidden_size=768, intermediate_size=3072, num_attention_heads=12)}


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


def load(name):
    config = XCLIPConfig(
        text_config=TEXT.get(name, {}),
        vision_config=VISION[name],
        projection_dim=768 if name == "large-patch14" else 512,
        prompt_num_attention_heads=8,
    )
    model = XCLIPModel(config).eval()
    with torch.no_grad():
        for key, value in model.named_parameters():
            value.copy_(torch.from_numpy(procedural(key, tuple(value.shape))))
    return model


def check_golden(model, folder, name):
    """The relative L2 error of our inputs through their model, in float64 against the reference file."""
    from safetensors.numpy import load_file

    golden = load_file(str(Path(folder) / f"{name}.golden.safetensors"))
    frames, side = model.config.vision_config.num_frames, model.config.vision_config.image_size
    pixels = (2 * uniform("pixel_values", frames * 3 * side * side)).astype(np.float32)
    pixels = torch.from_numpy(pixels.reshape(1, frames, 3, side, side)).cuda().double()
    ids = torch.from_numpy(golden["input_ids"]).long().cuda()
    with torch.no_grad():
        out = model.double()(input_ids=ids, pixel_values=pixels,
                             attention_mask=torch.from_numpy(golden["attention_mask"]).long().cuda())
    expected = golden["logits_per_video"][:1]
    actual = out.logits_per_video.cpu().numpy()
    error = np.linalg.norm(actual - expected) / np.linalg.norm(expected)
    print(f"agreement with the reference: relative L2 error of the logits {error:.1e}")
    if error > 1e-5:
        raise SystemExit("the weights or inputs are not the reference's: timing them would compare different things")
    model.float()


def texts():
    rows = [[49406, 1000 + i, 2000 + i, 49407] for i in range(1, 6)]
    return torch.tensor(rows).cuda()


def configurations(model, pixels, ids):
    """Name and function of every way to run it; the text side is cached where the reference lets it be: nowhere."""
    for dtype, label in ((torch.float32, "float32"), (torch.bfloat16, "bf16")):
        for how in ("eager", "compiled"):
            def prepare(dtype=dtype, how=how):
                copy = load(prepare.name).to("cuda", dtype)
                forward = torch.compile(copy, mode="max-autotune") if how == "compiled" else copy
                x = pixels.to("cuda", dtype)

                def run():
                    with torch.no_grad():
                        return forward(input_ids=ids, pixel_values=x).logits_per_video
                return run
            prepare.name = model
            yield f"{label}, {how}", prepare


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", choices=sorted(VISION))
    arguments.add_argument("--batch", type=int, default=1)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--golden", help="folder of the reference files of full-size models")
    arguments.add_argument("--ours", help="JSON file of our medians")
    options = arguments.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    print(f"torch {torch.__version__}, {torch.cuda.get_device_name()}")
    if options.golden:
        check_golden(load(options.model).cuda(), options.golden, options.model)

    vision = VISION[options.model]
    side, frames = vision.get("image_size", 224), 8
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randn(options.batch, frames, 3, side, side, generator=generator)
    ids = texts()
    ready = {}
    for name, prepare in configurations(options.model, pixels, ids):
        try:
            run = prepare()
            for _ in range(5):
                run()
            torch.cuda.synchronize()
            ready[name] = run
        except Exception as error:  # one of PyTorch's many; the row says which
            print(f"| {name} | refused: {type(error).__name__}: {str(error).splitlines()[0][:100]} |")
    times = {name: [] for name in ready}
    for _ in range(options.rounds):
        for name, run in ready.items():
            torch.cuda.synchronize()
            start = time.perf_counter()
            run().cpu()
            times[name].append(1e3 * (time.perf_counter() - start))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("| configuration | median, ms | videos/s |\n|---|---|---|")
    for name, value in medians.items():
        print(f"| {name} | {value:.3f} | {1e3 * options.batch / value:.1f} |")
    if options.ours:
        ours = json.loads(Path(options.ours).read_text())["milliseconds"]
        for precision, prefix in (("exact", "float32"), ("fast", "bf16")):
            theirs = [value for name, value in medians.items() if name.startswith(prefix)]
            if precision in ours and theirs:
                print(f"{precision}: PyTorch's best of {len(theirs)} over ours {min(theirs) / ours[precision]:.2f}")


if __name__ == "__main__":
    main()
