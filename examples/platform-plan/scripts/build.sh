#!/bin/sh
# Packs the build context and names the image by the digest of what is in it. No Docker needed.
set -eu
cd "$project"

service=$(shuttle get --raw service)
language=$(shuttle get --raw language)
shuttle template "Dockerfile.$language.tmpl" -o Dockerfile

context="$tmp/context"
rm -rf "$context"
mkdir -p "$context"
git archive HEAD . | tar -x -C "$context" -f -
cp "$tmp/Dockerfile" "$context/Dockerfile"

# Paths, modes and contents of the source, and the Dockerfile: the same input has the same tag.
tag=$({ git ls-files --stage .; git hash-object "$tmp/Dockerfile"; } | git hash-object --stdin | cut -c1-12)
image="registry.acme.example/$service:$tag"

printf '{"image": "%s"}\n' "$image" > "$tmp/args.json"
printf '{"image": "%s", "tag": "%s"}\n' "${image%:*}" "$tag" > "$tmp/image.json"
echo "packed $(find "$context" -type f | wc -l | tr -d ' ') files as $image"
