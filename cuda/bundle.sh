#!/usr/bin/env bash
# Makes a folder (some 110 MB, 37 MB packed) that tests and measures the CUDA backend on a machine with a GPU and without Java or network:
#   cuda/bundle.sh [FOLDER]      (default target/gpu-bundle; FOLDER.tar.xz beside it)
# There: ./run.sh, which writes RESULTS.md; ./run.sh quick only shows that everything runs.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/target/gpu-bundle}
mvn=${MVN:-mvn}
jdk=${JAVA_25_HOME:-$(ls -d /usr/lib/jvm/*25* 2>/dev/null | head -1)}
[ -x "$jdk/bin/jlink" ] || { echo "no JDK 25 with jlink: set JAVA_25_HOME" >&2; exit 1; }

rm -rf "$out"
mkdir -p "$out/lib" "$out/natives" "$out/project" "$out/shared/golden"
cd "$root"
"$mvn" -q -pl src -am -DskipTests test-compile
"$mvn" -q -pl src dependency:build-classpath -Dmdep.outputFile="$out/classpath" -Dmdep.includeScope=test
"$jdk/bin/jlink" --output "$out/java" --compress zip-0 --no-header-files --no-man-pages \
  --add-modules java.base,java.logging,java.xml,java.management,jdk.management,java.instrument,jdk.jfr,jdk.unsupported,jdk.incubator.vector

cp -r target/classes "$out/classes"
cp -r target/test-classes "$out/test-classes"
rm -rf "$out/test-classes/tokenizer" "$out/test-classes/checkpoints" "$out/test-classes/preprocess"
tr ':' '\n' < "$out/classpath" | while read -r jar; do
  case $jar in
    *natives*) python3 - "$jar" "$out/natives" << 'PYTHON' ;;
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as jar:
    for name in jar.namelist():
        file = os.path.basename(name)
        if file.endswith(".so") and any(part in file for part in ("JCudaDriver", "JCudaRuntime", "JCublas2")):
            with open(os.path.join(sys.argv[2], file), "wb") as target:
                target.write(jar.read(name))
PYTHON
    *jcuda*|*jcublas*|*jackson*|*junit*|*opentest4j*|*assertj*|*byte-buddy*|*apiguardian*|*jspecify*) cp "$jar" "$out/lib/" ;;
  esac
done
rm "$out/classpath"
version=$(ls "$out"/lib/junit-platform-engine-*.jar | sed 's/.*engine-\(.*\)\.jar/\1/')
for module in launcher reporting console; do
  "$mvn" -q dependency:copy -Dartifact="org.junit.platform:junit-platform-$module:$version" -DoutputDirectory="$out/lib"
done
mkdir -p "$out/project/src/test/resources"
cp -r src/test/resources/checkpoints "$out/project/src/test/resources/"
[ -d ../shared/golden/named ] && cp -r ../shared/golden/named "$out/shared/golden/"
cp cuda/bundle-run.sh "$out/run.sh"
chmod -R u+w "$out"
tar -C "$(dirname "$out")" -cJf "$out.tar.xz" "$(basename "$out")"
du -sh "$out" "$out.tar.xz"
