#!/usr/bin/env bash
# Says which backups may be deleted.
#
#   main.sh newest              the newest backup of each database
#   main.sh delete N            backups to delete, if the newest N of each are kept
#   main.sh delete N monthly    the same, and the newest of each month is kept, too
#
# The names of all files are read from standard input.

set -euo pipefail

case "${1:-}" in
newest)
    # Your code goes here.
    ;;
delete)
    # Your code goes here.
    ;;
*)
    echo "Say newest or delete." >&2
    exit 2
    ;;
esac
