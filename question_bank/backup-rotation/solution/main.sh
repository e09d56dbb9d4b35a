#!/usr/bin/env bash
# Says which backups may be deleted.
#
#   main.sh newest              the newest backup of each database
#   main.sh delete N            backups to delete, if the newest N of each are kept
#   main.sh delete N monthly    the same, and the newest of each month is kept, too
#
# The names of all files are read from standard input.

set -euo pipefail
export LC_ALL=C

# A line "database date" for each backup: databases in order, the newest backup first.
backups() {
    sed -nE 's/^([a-z0-9-]+)-([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))\.tar\.gz$/\1 \2/p' |
        sort -k1,1 -k2,2r
}

# From "database date" back to names, databases in order and the oldest backup first.
names() {
    sort -k1,1 -k2,2 | awk '{ print $1 "-" $2 ".tar.gz" }'
}

case "${1:-}" in
newest)
    backups | awk '!seen[$1]++' | names
    ;;
delete)
    backups |
        awk -v keep="$2" -v monthly="${3:-}" '
            { month = substr($2, 1, 7); newest_of_month = !months[$1, month]++ }
            ++count[$1] > keep && !(monthly == "monthly" && newest_of_month)
        ' |
        names
    ;;
*)
    echo "Say newest or delete." >&2
    exit 2
    ;;
esac
