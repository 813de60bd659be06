#!/bin/sh
# The older layout's place of ../stepone.sh; the same in every way. Scripts beside it source it too.
# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/../stepone.sh" ;; *) . ../stepone.sh ;; esac
