#!/usr/bin/env bash
# Tests of ./rempart, in a copy of the house with stand-ins for the JDK, Maven and Node that write down how they are called.
# usage: test/launcher-test.sh [REPORT.xml]
set -u

launcher=$(cd "$(dirname "$0")/.." && pwd -P)/rempart
report=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=0 failures=0 name=''

# --- the stage --------------------------------------------------------------------------------------

# A house at "$house" with a space in its path, and a PATH with the system's tools but no Java, Maven or Node.
stage() {
  tests=$((tests + 1))
  name=$1
  failed=0
  root=$work/$tests
  house="$root/a house"
  tools=$root/tools
  jdks=$root/jdks
  calls=$root/calls
  mkdir -p "$house" "$tools" "$jdks" "$root/elsewhere"
  : >"$calls"
  cp "$launcher" "$house/rempart"
  mkdir -p "$house/test"
  printf '#!/bin/sh\nexit 0\n' >"$house/test/launcher-test.sh"
  chmod +x "$house/test/launcher-test.sh"
  local tool module
  for tool in bash sh cat cp cut dirname env find flock grep head id ls mkdir mv printf pwd readlink rm sed sha256sum shasum sleep \
    sort tail tr uname xargs awk chmod touch; do
    command -v "$tool" >/dev/null && [ -e "$(command -v "$tool")" ] && ln -s "$(command -v "$tool")" "$tools/$tool"
  done
  echo '<project/>' >"$house/pom.xml"
  for module in guard core testkit server; do
    mkdir -p "$house/$module/src/main/java" "$house/$module/src/test"
    echo '<project/>' >"$house/$module/pom.xml"
    echo "class A {}" >"$house/$module/src/main/java/A.java"
  done
}

jdk() { # VERSION FOLDER
  mkdir -p "$2/bin"
  printf 'IMPLEMENTOR="Test"\nJAVA_VERSION="%s"\n' "$1" >"$2/release"
  cat >"$2/bin/java" <<JAVA
#!/bin/sh
echo "java $1 pid \$\$" >>"$calls"
for a in "\$@"; do echo "arg <\$a>" >>"$calls"; done
echo "in \$(pwd)" >>"$calls"
JAVA
  printf '#!/bin/sh\n' >"$2/bin/javac"
  chmod +x "$2/bin/java" "$2/bin/javac"
}

maven() { # VERSION [what a build does]
  cat >"$tools/mvn" <<MVN
#!/bin/sh
if [ "\$1" = --version ]; then echo "Apache Maven $1 (x)"; exit 0; fi
echo "mvn \$* JAVA_HOME=\$JAVA_HOME" >>"$calls"
${2:-}
mkdir -p server/target/app/lib
echo jar >server/target/app/rempart-server.jar
echo jar >server/target/app/lib/one.jar
MVN
  chmod +x "$tools/mvn"
}

node() { # VERSION
  printf '#!/bin/sh\necho v%s\n' "$1" >"$tools/node"
  cat >"$tools/npm" <<NPM
#!/bin/sh
echo "npm \$*" >>"$calls"
case "\$*" in
  *build*) mkdir -p dist; echo page >dist/index.html ;;
  test*) for a in "\$@"; do case \$a in --outputFile.junit=*) echo '<testsuite name="web" tests="3" failures="0" errors="0" skipped="0">' >"\${a#*=}" ;; esac; done ;;
esac
NPM
  chmod +x "$tools/node" "$tools/npm"
}

web() {
  mkdir -p "$house/web/src"
  echo '{}' >"$house/web/package.json"
  echo '{}' >"$house/web/package-lock.json"
  echo 'page' >"$house/web/src/main.ts"
}

surefire() { # what Maven reports: TESTS FAILURES SKIPPED
  echo "mkdir -p core/target/surefire-reports; echo '<testsuite name=\"x\" time=\"1\" tests=\"$1\" errors=\"0\" skipped=\"$3\" failures=\"$2\">' >core/target/surefire-reports/TEST-x.xml"
}

everything() { jdk 25.0.1 "$jdks/jdk-25"; maven 3.8.7; node 20.19.0; web; }

# Runs the launcher from another folder; sets status, out and err.
run() {
  (cd "$root/elsewhere" && env -i HOME="$root" PATH="$tools" REMPART_LAUNCHER_JDKS="$jdks" ${with:+"$with"} ${with2:+"$with2"} \
    "$house/rempart" "$@" >"$root/out" 2>"$root/err")
  status=$?
  out=$(cat "$root/out")
  err=$(cat "$root/err")
}
with='' with2=''

wrong() {
  printf 'FAILED %s: %s\n' "$name" "$1" >&2
  sed 's/^/    /' "$root/out" "$root/err" "$calls" >&2
  failed=1
}
has() { case $1 in *"$2"*) ;; *) wrong "no \"$2\"" ;; esac; }
has_not() { case $1 in *"$2"*) wrong "has \"$2\"" ;; esac; }
is() { [ "$1" = "$2" ] || wrong "\"$1\" is not \"$2\""; }
called() { grep -c "^$1" "$calls"; }
done_with_it() { failures=$((failures + failed)); with='' with2=''; }

# --- the tests --------------------------------------------------------------------------------------

stage "help needs nothing"
run -h; is "$status" 0; has "$out" "usage: ./rempart"
run; is "$status" 0; has "$out" "token list"; has "$out" "audit verify"; has "$out" "providers check"
run test --help; is "$status" 0; has "$out" "usage: ./rempart test"; is "$err" ""
run build -h; is "$status" 0; has "$out" "usage: ./rempart build"; is "$err" ""
run build --fast; is "$status" 2; has "$err" "--fast"; is "$out" ""
done_with_it

stage "without a JDK it says what to install"
maven 3.8.7
run build; is "$status" 1; has "$err" "needs a JDK 25"; has "$err" "apt install"; has "$err" "brew install"; has "$err" "JAVA_HOME"
done_with_it

stage "with old JDKs alone it names them"
jdk 17.0.9 "$jdks/jdk-17"; jdk 21.0.1 "$root/java-home"; with=JAVA_HOME=$root/java-home
run build; is "$status" 1; has "$err" "17.0.9 in $jdks/jdk-17"; has "$err" "21.0.1 in $root/java-home (JAVA_HOME)"
done_with_it

stage "an old JAVA_HOME gives way to a JDK 25 in the usual folders"
everything; jdk 17.0.9 "$jdks/jdk-17"; jdk 17.0.9 "$root/java-home"; with=JAVA_HOME=$root/java-home
run build; is "$status" 0; has "$(cat "$calls")" "JAVA_HOME=$jdks/jdk-25"
done_with_it

stage "a JAVA_HOME that will do is kept"
everything; jdk 26 "$root/java-home"; with=JAVA_HOME=$root/java-home
run build; is "$status" 0; has "$(cat "$calls")" "JAVA_HOME=$root/java-home"
done_with_it

stage "a newer JDK will do where there is no 25"
everything; rm -rf "$jdks/jdk-25"; jdk 26.0.1 "$jdks/jdk-26"
run build; is "$status" 0; has "$(cat "$calls")" "JAVA_HOME=$jdks/jdk-26"
done_with_it

stage "a runtime without a compiler is no JDK"
everything; rm "$jdks/jdk-25/bin/javac"
run build; is "$status" 1; has "$err" "needs a JDK 25"
done_with_it

stage "a missing or old Maven is named"
everything; rm "$tools/mvn"
run build; is "$status" 1; has "$err" "needs Maven 3.8"
maven 3.6.3
run build; is "$status" 1; has "$err" "found 3.6.3"
done_with_it

stage "a missing or old Node is named"
everything; rm "$tools/node"
run build; is "$status" 1; has "$err" "needs Node 20.19"; is "$(called mvn)" 0
node 18.19.0
run build; is "$status" 1; has "$err" "found v18.19.0"
done_with_it

stage "a second build starts nothing"
everything
run build; is "$status" 0
is "$(called mvn)" 1; is "$(called 'npm ci')" 1; is "$(called 'npm run')" 1
run build; is "$status" 0
is "$(called mvn)" 1; is "$(called 'npm ci')" 1; is "$(called 'npm run')" 1
rm "$tools/mvn" "$tools/node"
run build; is "$status" 0
done_with_it

stage "a changed Java file builds the program, not the page"
everything; run build; echo "class B {}" >"$house/core/src/main/java/B.java"; run build
is "$(called mvn)" 2; is "$(called npm)" 2
done_with_it

stage "a changed test builds nothing"
everything; run build; echo "class T {}" >"$house/core/src/test/T.java"; run build
is "$(called mvn)" 1
done_with_it

stage "a changed page is built, with the packages that are there, and goes into the program"
everything; run build; echo "other" >"$house/web/src/main.ts"; run build
is "$(called 'npm ci')" 1; is "$(called 'npm run')" 2; is "$(called mvn)" 2
done_with_it

stage "changed packages are installed"
everything; run build; echo '{"a": 1}' >"$house/web/package-lock.json"; run build
is "$(called 'npm ci')" 2
done_with_it

stage "without a folder web it builds the rest and says so"
everything; rm -r "$house/web"; rm "$tools/node"
run build; is "$status" 0; has "$err" "no folder web"; is "$(called mvn)" 1
run build; is "$(called mvn)" 1
done_with_it

stage "a build that fails is tried again"
everything; maven 3.8.7 'exit 1'
run build; is "$status" 1
maven 3.8.7
run build; is "$status" 0; is "$(called mvn)" 2
done_with_it

stage "a build that fails shows what Maven said"
everything; maven 3.8.7 'echo "[INFO] noise"; echo "[WARNING] unused variable"; exit 1'
run build; is "$status" 1; has "$err" "unused variable"; has_not "$err" "noise"; is "$out" ""
done_with_it

if command -v flock >/dev/null; then
  stage "of two builds at once the second waits and finds everything built"
  everything; maven 3.8.7 'sleep 1'
  for _ in 1 2; do
    (cd "$root" && env -i HOME="$root" PATH="$tools" REMPART_LAUNCHER_JDKS="$jdks" "$house/rempart" build) >>"$root/out" 2>>"$root/err" &
  done
  wait
  is "$(called mvn)" 1; is "$(called 'npm ci')" 1; is "$(grep -c '^rempart: built$' "$root/err")" 2
  done_with_it
fi

stage "a page that does not build stops everything"
everything; printf '#!/bin/sh\ncase "$*" in *build*) exit 1;; esac\n' >"$tools/npm"
run build; is "$status" 1; is "$(called mvn)" 0
run build; is "$status" 1
done_with_it

stage "arguments arrive as they are, in the folder of the caller, and nothing else is on standard output"
everything; run config validate --config "my file.yaml" ""
is "$status" 0; is "$out" ""
has "$(cat "$calls")" "arg <eu.rempart.server.Main>
arg <config>
arg <validate>
arg <--config>
arg <my file.yaml>
arg <>
in $root/elsewhere"
has "$(cat "$calls")" "arg <-XX:+UseSerialGC>"; has "$(cat "$calls")" "/rempart-server.jar:"; has "$(cat "$calls")" "/lib/one.jar"
done_with_it

stage "serve runs with the whole compiler"
everything; run serve --port 0; has "$(cat "$calls")" "arg <serve>"; has_not "$(cat "$calls")" "TieredStopAtLevel"
done_with_it

stage "Java takes the launcher's place, so that signals reach it"
everything; run build
# shellcheck disable=SC2016 # the inner shell expands it
(cd "$root/elsewhere" && env -i HOME="$root" PATH="$tools" REMPART_LAUNCHER_JDKS="$jdks" sh -c 'echo $$ >"$1/pid"; exec "$2" serve' sh "$root" "$house/rempart") 2>/dev/null
is "$(sed -n 's/^java .* pid //p' "$calls" | tail -n 1)" "$(cat "$root/pid")"
done_with_it

stage "a build rehearses the start once, and says so if that fails"
everything; run build
is "$(grep -c 'AOTCacheOutput' "$calls")" 1; has "$(cat "$calls")" "arg <rehearse>"
run build; is "$(grep -c 'AOTCacheOutput' "$calls")" 1
done_with_it

stage "it works through a symbolic link"
everything; ln -s "$house/rempart" "$root/link"
(cd "$root/elsewhere" && env -i HOME="$root" PATH="$tools" REMPART_LAUNCHER_JDKS="$jdks" "$root/link" build) >/dev/null 2>&1; is $? 0
[ -d "$house/target/app" ] || wrong "not built in the house"
done_with_it

stage "a service that runs keeps the jars of the build before"
everything; run build; before=$(ls -d "$house"/target/app/*)
echo "class B {}" >"$house/core/src/main/java/B.java"; run build
[ -f "$before/rempart-server.jar" ] || wrong "the jars before are gone"
echo "class C {}" >"$house/core/src/main/java/B.java"; run build
is "$(find "$house/target/app" -name rempart-server.jar | wc -l | tr -d ' ')" 2
done_with_it

stage "test adds up what ran, last and alone on its line"
everything; maven 3.8.7 "$(surefire 5 0 0)"; printf '#!/bin/sh\n' >"$tools/chromium"; chmod +x "$tools/chromium"
run test; is "$status" 0; is "$(tail -n 1 "$root/out")" "8 passed, 0 failed, 0 skipped"
has "$(cat "$calls")" "verify -Drempart.excludedTags= "
done_with_it

stage "a failed, a skipped or no test at all fails the tests"
everything; printf '#!/bin/sh\n' >"$tools/chromium"; chmod +x "$tools/chromium"
maven 3.8.7 "$(surefire 5 1 0); exit 1"
run test; is "$status" 1; is "$(tail -n 1 "$root/out")" "7 passed, 1 failed, 0 skipped"
maven 3.8.7 "$(surefire 5 0 2)"
run test; is "$status" 1; is "$(tail -n 1 "$root/out")" "6 passed, 0 failed, 2 skipped"
printf '#!/bin/sh\n' >"$tools/npm"; maven 3.8.7
run test; is "$status" 1; is "$(tail -n 1 "$root/out")" "0 passed, 0 failed, 0 skipped"
done_with_it

stage "without Chromium the rest runs, and the end names what did not"
everything; maven 3.8.7 "$(surefire 5 0 0)"
printf '#!/bin/sh\necho 1000\n' >"$tools/id.new"; rm -f "$tools/id"; mv "$tools/id.new" "$tools/id"; chmod +x "$tools/id"
run test; is "$status" 0; has "$out" "Did not run:"; has "$out" "the browser tests: no Chromium"
has "$(cat "$calls")" "verify -Drempart.excludedTags=browser"
with=CI=true; run test; is "$status" 1; is "$(tail -n 1 "$root/out")" "8 passed, 0 failed, 0 skipped"
done_with_it

stage "root with apt gets Chromium installed"
everything; maven 3.8.7 "$(surefire 5 0 0)"
rm -f "$tools/id"; printf '#!/bin/sh\necho 0\n' >"$tools/id"; chmod +x "$tools/id"
cat >"$tools/apt-get" <<APT
#!/bin/sh
echo "apt-get \$*" >>"$calls"
if [ "\$1" = install ]; then printf '#!/bin/sh\n' >"$tools/chromium"; chmod +x "$tools/chromium"; fi
APT
chmod +x "$tools/apt-get"
with=CI=true; run test; is "$status" 0; has "$(cat "$calls")" "apt-get install"; has "$(cat "$calls")" "verify -Drempart.excludedTags= "
done_with_it

stage "without Node the rest of the tests runs"
everything; rm "$tools/node"; maven 3.8.7 "$(surefire 5 0 0)"
run test; is "$status" 0; has "$out" "the page's tests"; is "$(tail -n 1 "$root/out")" "5 passed, 0 failed, 0 skipped"
done_with_it

# --- the result -------------------------------------------------------------------------------------

if [ -n "$report" ]; then
  printf '<testsuite name="launcher" tests="%s" failures="%s" errors="0" skipped="0"></testsuite>\n' "$tests" "$failures" >"$report"
fi
printf 'launcher: %s passed, %s failed\n' $((tests - failures)) "$failures"
[ "$failures" = 0 ]
