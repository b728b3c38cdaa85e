#!/usr/bin/env bash
# Runs the contract, the reference tests and the benchmarks on the GPU of this machine and writes RESULTS.md.
#   ./run.sh [quick]
# Exit code 0: all ran and all tests passed; 1: a test or a benchmark failed; 2: this machine cannot run them.
set -uo pipefail
cd "$(dirname "$0")" || exit 2
folder=$PWD
mode=${1:-full}
python=${PYTHON:-python3}

stop() { echo "nothing was tested or measured: $1" >&2; exit 2; }

if [ ! -e unpacked/.complete ]; then
  [ -w . ] || stop "$folder is not writable: copy the folder to where you can write"
  rm -rf unpacked && mkdir unpacked || stop "$folder/unpacked cannot be created: is the disk full?"
  if command -v xz > /dev/null && command -v tar > /dev/null; then
    xz -dc payload.tar.xz | tar -C unpacked -xf - || stop "payload.tar.xz cannot be unpacked: is the disk full, or the copy broken?"
  elif "$python" -c 'import lzma, tarfile' 2> /dev/null; then
    "$python" -c 'import tarfile; tarfile.open("payload.tar.xz").extractall("unpacked")' \
      || stop "payload.tar.xz cannot be unpacked: is the disk full, or the copy broken?"
  else
    stop "unpacking payload.tar.xz takes tar and xz, or Python 3 with lzma: install either"
  fi
  touch unpacked/.complete
fi

# Adds the places where pip or the toolkit install cuBLAS, which the loader does not search.
places=$("$python" - 2> /dev/null << 'PYTHON'
import importlib.util, pathlib
found = importlib.util.find_spec("nvidia")
for place in found.submodule_search_locations if found else []:
    for library in pathlib.Path(place).glob("**/libcublas.so.1[23]"):
        print(library.parent)
PYTHON
)
places="$places $(ls -d /usr/local/cuda*/lib64 2> /dev/null)"
for place in $places; do LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$place; done
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}

java=(unpacked/java/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx8g -Dstdout.encoding=UTF-8
  -Djava.library.path=unpacked/natives -Dxclip4j.root="$folder/unpacked/project"
  -cp "unpacked/classes:unpacked/test-classes:unpacked/lib/*")
console=(org.junit.platform.console.ConsoleLauncher execute --include-classname '.*' --disable-banner)
if ! device=$("${java[@]}" io.github.xclip4j.DeviceBenchmark probe 2> probe.log); then
  device=${device:-$(tail -1 probe.log)}
  rm -f probe.log
  stop "$device"
fi
rm -f probe.log ours.json pytorch*.json pytorch.txt pytorch-*.log

gpu=$(nvidia-smi --query-gpu=name,driver_version,clocks.max.sm --format=csv,noheader 2> /dev/null | head -1)
{
  echo "# $(date -u +%F), $(uname -m), ${gpu:-no nvidia-smi}"
  echo
} > RESULTS.md

echo "tests on $device"
"${java[@]}" "${console[@]}" --select-class io.github.xclip4j.internal.backend.cuda.OnDeviceTest --details summary > tests.log 2>&1
tests=$?
{
  echo "## Tests on the device"
  echo '```'
  grep -E 'tests (found|skipped|aborted|successful|failed)' tests.log
  echo "exit code $tests; tests.log has the rest"
  echo '```'
  echo
} >> RESULTS.md

echo "benchmark"
"${java[@]}" io.github.xclip4j.DeviceBenchmark ours.json "$mode" > benchmark.log 2>&1
bench=$?

if ! "$python" -c 'import torch, transformers' 2> /dev/null; then
  echo "$python cannot import torch and transformers" > pytorch.txt
elif ! "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())' 2> /dev/null; then
  echo "torch sees no GPU" > pytorch.txt
elif [ $bench -eq 0 ]; then
  for each in base-patch16:64 base-patch32:1; do
    model=${each%:*} batch=${each#*:} flags=(--seconds 150)
    if [ "$mode" = quick ]; then
      flags=(--tiny --rounds 3 --seconds 20)
      [ "$batch" = 1 ] || batch=2
    elif "$python" -c 'import safetensors' 2> /dev/null && [ -d unpacked/shared/golden/named ]; then
      flags+=(--golden unpacked/shared/golden/named)
    fi
    echo "benchmark of PyTorch, $model"
    "$python" unpacked/peers/xclip_pytorch.py "$model" --batch "$batch" --ours ours.json --json "pytorch-$model.json" \
      "${flags[@]}" > "pytorch-$model.log" 2>&1 || echo "$model: $(tail -1 "pytorch-$model.log")" >> pytorch.txt
  done
fi

echo "## Benchmarks" >> RESULTS.md
if [ $bench -eq 0 ]; then
  "${java[@]}" io.github.xclip4j.DeviceReport . >> RESULTS.md || bench=1
  for log in pytorch-*.log; do
    [ -e "$log" ] && { echo; echo "### $log"; echo; cat "$log"; } >> RESULTS.md
  done
else
  { echo 'The benchmark failed:'; echo '```'; tail -20 benchmark.log; echo '```'; } >> RESULTS.md
fi

{ echo; echo "## compute-sanitizer"; echo; } >> RESULTS.md
sanitizer=0
if command -v compute-sanitizer > /dev/null; then
  for tool in memcheck racecheck; do
    echo "$tool"
    timeout 600 compute-sanitizer --tool $tool --error-exitcode 99 "${java[@]}" "${console[@]}" \
      --select-class 'io.github.xclip4j.internal.backend.cuda.OnDeviceTest$FastWithOwnProducts' --details none > $tool.log 2>&1
    code=$?
    [ $code -eq 99 ] && sanitizer=1
    echo "- $tool: $(grep -E 'ERROR SUMMARY|RACECHECK SUMMARY' $tool.log || echo "no summary (exit code $code), see $tool.log")" \
      >> RESULTS.md
  done
else
  echo "compute-sanitizer is not installed." >> RESULTS.md
fi
cat RESULTS.md
[ $tests -eq 0 ] && [ $bench -eq 0 ] && [ $sanitizer -eq 0 ]
