#!/usr/bin/env bash
# Makes a folder of under 45 MB that tests and measures the CUDA backend on a machine with a GPU but without Java or network:
#   cuda/bundle.sh [FOLDER]      (default target/gpu-bundle)
# On that machine, ./run.sh unpacks the rest and writes RESULTS.md; ./run.sh quick only checks that everything runs.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/target/gpu-bundle}
most=45000000
mvn=${MVN:-mvn}
jdk=${JAVA_25_HOME:-$(ls -d /usr/lib/jvm/*25* 2>/dev/null | head -1)}
[ -x "$jdk/bin/jlink" ] || { echo "no JDK 25 with jlink at '$jdk': set JAVA_25_HOME to one" >&2; exit 1; }

rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)
payload=$(mktemp -d)
trap 'rm -rf "$payload"' EXIT
mkdir -p "$payload/lib" "$payload/natives" "$payload/project/src/test/resources" "$payload/shared/golden" "$payload/peers"
cd "$root"
"$mvn" -q -pl src -am -DskipTests -DskipITs package
"$mvn" -q -pl src dependency:build-classpath -Dmdep.outputFile="$payload/classpath" -Dmdep.includeScope=test
"$jdk/bin/jlink" --output "$payload/java" --compress zip-0 --strip-java-debug-attributes --no-header-files --no-man-pages \
  --add-modules java.base,java.logging,java.xml,java.management,jdk.unsupported,jdk.incubator.vector
rm -rf "$payload/java/legal"

cp -r target/classes "$payload/classes"
rm -rf "$payload/classes/io/github/xclip4j/cli" # the command and its demo
# The contents of the backend's own jar: its classes and kernels, and the entry that registers it as a backend.
services=META-INF/services/io.github.xclip4j.backend.BackendProvider
cp -r target/cuda-jar/io "$payload/classes/"
cat "target/cuda-jar/$services" >> "$payload/classes/$services"
# The tests that run on a device: the contracts, the backend's own tests and the benchmark.
mkdir -p "$payload/test-classes/io/github/xclip4j/backend" "$payload/test-classes/io/github/xclip4j/internal/backend"
cp -r target/test-classes/io/github/xclip4j/*.class "$payload/test-classes/io/github/xclip4j/"
cp target/test-classes/io/github/xclip4j/backend/*.class "$payload/test-classes/io/github/xclip4j/backend/"
cp -r target/test-classes/io/github/xclip4j/internal/backend/cuda "$payload/test-classes/io/github/xclip4j/internal/backend/"
tr ':' '\n' < "$payload/classpath" | while read -r jar; do
  case $jar in
    *natives*) python3 - "$jar" "$payload/natives" << 'PYTHON' ;;
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as jar:
    for name in jar.namelist():
        file = os.path.basename(name)
        if file.endswith(".so") and any(part in file for part in ("JCudaDriver", "JCudaRuntime", "JCublas2")):
            with open(os.path.join(sys.argv[2], file), "wb") as target:
                target.write(jar.read(name))
PYTHON
    *jcuda*|*jcublas*|*jackson*|*junit*|*opentest4j*|*assertj*|*apiguardian*|*jspecify*) cp "$jar" "$payload/lib/" ;;
  esac
done
rm "$payload/classpath"
version=$(ls "$payload"/lib/junit-platform-engine-*.jar | sed 's/.*engine-\(.*\)\.jar/\1/')
for module in launcher reporting console; do
  "$mvn" -q dependency:copy -Dartifact="org.junit.platform:junit-platform-$module:$version" -DoutputDirectory="$payload/lib"
done
cp -r src/test/resources/checkpoints "$payload/project/src/test/resources/"
if [ -d ../shared/golden/named ]; then
  cp -r ../shared/golden/named "$payload/shared/golden/"
else
  echo "the bundle has no reference data of full-size models: $root/../shared/golden/named does not exist" >&2
fi
cp benchmarks/peers/xclip_pytorch.py "$payload/peers/"
chmod -R u+w "$payload"
du -sm "$payload"/* | sort -rn | sed 's/^/  unpacked, MB: /'
tar -C "$payload" -c . | xz -9e -T2 > "$out/payload.tar.xz"
cp cuda/bundle-run.sh "$out/run.sh"
cp cuda/bundle-README.md "$out/README.md"
cp LICENSE "$out/"
bytes=$(cat "$out"/* | wc -c)
echo "$out: $bytes bytes"
[ "$bytes" -lt "$most" ] || { echo "the bundle has $bytes bytes and must have fewer than $most" >&2; exit 1; }
