#!/usr/bin/env bash
# One encrypted backup of the database. The vault's keys are kept elsewhere: without them the originals stay sealed.
# Usage: BACKUP_RECIPIENT=age1… DATABASE_URL=postgresql://… deploy/backup.sh FOLDER
set -euo pipefail
folder=${1:?name the folder for the backup}
: "${DATABASE_URL:?the database to back up}" "${BACKUP_RECIPIENT:?the age public key the backup is encrypted to}"
umask 077
target="$folder/quietword-$(date -u +%Y%m%dT%H%M%SZ).dump.age"
pg_dump --format=custom "$DATABASE_URL" | age --recipient "$BACKUP_RECIPIENT" > "$target.part"
mv "$target.part" "$target"
# Erasure reaches backups by their age: what was erased today is gone from every backup after this many days.
find "$folder" -name 'quietword-*.dump.age' -mtime +"${BACKUP_KEEP_DAYS:-30}" -delete
# What people asked us to erase, as keyed hashes: after a restore, "quietword rights again FILE" erases it once more.
if command -v quietword >/dev/null; then quietword rights erased > "$folder/erased.jsonl.part" && mv "$folder/erased.jsonl.part" "$folder/erased.jsonl"; fi
echo "$target"
