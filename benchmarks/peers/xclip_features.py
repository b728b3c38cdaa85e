#!/usr/bin/env python3
"""Computes a video's features with Hugging Face's XCLIPModel whenever it reads a line, for the benchmarks' `compare`.

Weights and pixels are those of the benchmarks, made from names. The model is compiled; it is warm when the first line is
written. Then each line read is answered by a line of features. Needs torch, transformers and a C++ compiler.
"""

import argparse
import os
import sys
from types import SimpleNamespace

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("model", choices=("base-patch32", "base-patch16", "large-patch14"))
arguments.add_argument("--type", choices=("float32", "bf16"), default="float32")
arguments.add_argument("--threads", type=int, default=1)
options = arguments.parse_args()
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever else writes to standard output does not answer
os.environ["OMP_NUM_THREADS"] = str(options.threads)

import torch  # noqa: E402  after the number of threads
from xclip_pytorch import load, uniform  # noqa: E402

WARM_UP = 3

torch.set_num_threads(options.threads)
kind = torch.bfloat16 if options.type == "bf16" else torch.float32
model = load(SimpleNamespace(model=options.model, tiny=False)).to(kind)
vision = model.config.vision_config
shape = (1, vision.num_frames, 3, vision.image_size, vision.image_size)
count = shape[1] * shape[2] * shape[3] * shape[4]
pixels = torch.from_numpy((2 * uniform("pixel_values", count)).astype("float32").reshape(shape)).to(kind)


class VideoFeatures(torch.nn.Module):
    def __init__(self, whole):
        super().__init__()
        self.whole = whole

    def forward(self, videos):
        features = self.whole.get_video_features(pixel_values=videos)
        return getattr(features, "pooler_output", features)


compiled = torch.compile(VideoFeatures(model))
with torch.inference_mode():
    for _ in range(WARM_UP):
        compiled(pixels)
    print("ready", file=answers, flush=True)
    for _ in sys.stdin:
        print(*compiled(pixels).float().flatten().tolist(), file=answers, flush=True)
