#!/usr/bin/env bash
# Measures the hot units, guard and formats, with JMH and prints the result. Nothing else may run beside it.
#
#   bench/jmh.sh [JMH OPTIONS, such as the name of a benchmark]
set -eu
cd "$(dirname "$0")/.."
: "${JAVA_HOME:?set it to a JDK 25}"
mvn -q -B -ntp -pl guard,core,bench -am -Dmaven.test.skip=true -Pbench package
exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow \
  -cp "bench/target/classes:core/target/classes:guard/target/classes:$(cat bench/target/class-path.txt)" org.openjdk.jmh.Main -prof gc "$@"
