#!/usr/bin/env bash
# On the GPU machine: contract and reference tests on the device, then the benchmarks, all into RESULTS.md.
#   ./run.sh [quick]
set -uo pipefail
cd "$(dirname "$0")"
flags=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx8g
  -Djava.library.path=natives -Dxclip4j.root="$PWD/project")
{
  echo "# $(date -u +%F), $(uname -m), $(nvidia-smi --query-gpu=name,driver_version,clocks.max.sm --format=csv,noheader 2>/dev/null || echo 'no nvidia-smi')"
  echo
  echo "## Tests on the device"
  echo '```'
} > RESULTS.md
java/bin/java "${flags[@]}" -cp "classes:test-classes:lib/*" org.junit.platform.console.ConsoleLauncher execute \
  --select-class io.github.xclip4j.backend.cuda.OnDeviceTest --include-classname '.*' --details summary \
  --disable-banner > tests.log 2>&1
tests=$?
grep -E 'tests (found|skipped|successful|failed)' tests.log >> RESULTS.md
echo "exit code $tests; tests.log has the rest" >> RESULTS.md
if command -v compute-sanitizer > /dev/null; then
  for tool in memcheck racecheck; do
    compute-sanitizer --tool $tool java/bin/java "${flags[@]}" -cp "classes:test-classes:lib/*" \
      org.junit.platform.console.ConsoleLauncher execute \
      --select-class 'io.github.xclip4j.backend.cuda.OnDeviceTest$FastWithOwnProducts' --include-classname '.*' \
      --details none --disable-banner > $tool.log 2>&1
    echo "$tool: $(grep -E 'ERROR SUMMARY|RACECHECK SUMMARY' $tool.log || echo 'no summary, see the log')" >> RESULTS.md
  done
else
  echo "compute-sanitizer is not here" >> RESULTS.md
fi
{ echo '```'; echo; echo "## Benchmarks"; } >> RESULTS.md
java/bin/java "${flags[@]}" -cp "classes:test-classes:lib/*" io.github.xclip4j.backend.cuda.DeviceBenchmark \
  benchmark.md "${1:-full}" > benchmark.log 2>&1
bench=$?
if [ $bench -eq 0 ]; then cat benchmark.md >> RESULTS.md; else tail -20 benchmark.log >> RESULTS.md; fi
cat RESULTS.md
exit $((tests > bench ? tests : bench))
