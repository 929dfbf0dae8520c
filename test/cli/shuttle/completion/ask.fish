shuttle completion fish | source
printf '<%s>\n' (complete -C $argv[1] | string replace -r '\t.*' '')
