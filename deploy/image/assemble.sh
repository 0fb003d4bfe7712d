#!/usr/bin/env bash
# Makes what the image holds: a Java runtime of the modules that are needed, the jars, and the cache of linked classes.
#   JAVA_HOME=<JDK 25> deploy/image/assemble.sh server/target/dist/lib /opt/chat4all
# The result works at the path it was made for, and nowhere else as fast.
set -euo pipefail

lib=$(readlink -f "$1")
out=$2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# What `jdeps --print-module-deps` finds in the jars, and what is looked up by name only:
# jdk.charsets (e-mail in any encoding), jdk.naming.dns (mongodb+srv), jdk.zipfs, jdk.jcmd (thread dumps for operators).
modules=java.base,java.compiler,java.desktop,java.instrument,java.naming,java.net.http,java.rmi,java.scripting
modules+=,java.security.jgss,java.security.sasl,java.sql,jdk.jfr,jdk.management,jdk.net,jdk.unsupported
modules+=,jdk.charsets,jdk.naming.dns,jdk.zipfs,jdk.jcmd

mkdir -p "$out/lib"
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 --output "$out/jre"

find "$lib" -name '*.jar' ! -name '*-osx-*' ! -name '*-windows-*' -exec cp {} "$out/lib/" \;
# The cache knows a jar by path, size and time, and an image keeps whole seconds.
find "$out/lib" -name '*.jar' -exec touch -d '2026-01-01 00:00:00 UTC' {} +

install -m 0755 "$here/health" "$out/health"
class_path=$(find "$out/lib" -name '*.jar' | LC_ALL=C sort | paste -sd:)
cat >"$out/java.args" <<ARGS
-XX:+UseCompactObjectHeaders
--enable-native-access=ALL-UNNAMED
--sun-misc-unsafe-memory-access=allow
-Dfile.encoding=UTF-8
-cp $class_path
ARGS
"$out/jre/bin/java" -XX:+UseSerialGC "@$out/java.args" -XX:AOTCacheOutput="$out/chat4all.aot" -Xlog:disable io.chat4all.server.Main train >/dev/null 2>"$out/train.log" ||
  { cat "$out/train.log" >&2; exit 1; }
rm -f "$out/train.log"
printf '%s\n' "-XX:AOTCache=$out/chat4all.aot" -Xlog:disable >>"$out/java.args"
chmod -R a+rX "$out"
