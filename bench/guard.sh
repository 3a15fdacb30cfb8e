#!/usr/bin/env bash
# Measures the guard with JMH and prints the result. Nothing else may run beside it.
#
#   bench/guard.sh [JMH OPTIONS]
set -eu
cd "$(dirname "$0")/.."
: "${JAVA_HOME:?set it to a JDK 25}"
mvn -q -B -ntp -pl guard,bench -am -Dmaven.test.skip=true -Pbench package
exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow \
  -cp "bench/target/classes:guard/target/classes:$(cat bench/target/class-path.txt)" org.openjdk.jmh.Main -prof gc "$@"
