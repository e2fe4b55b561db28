#!/bin/sh
# Java for LocalStack's DynamoDB: this machine's, without the agent that LocalStack downloads for tables of more than 20 indexes.
# LocalStack puts the folder of this file first in the PATH.
for each; do
  shift
  case $each in -javaagent:*) ;; *) set -- "$@" "$each" ;; esac
done
PATH=${PATH#*:} exec java "$@"
