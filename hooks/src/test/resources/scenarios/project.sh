# The project that scenarios begin with: who owns what is in the shared policies.
git init -q --bare --initial-branch=main project.git
cd project.git
git config gc.auto 0
file() {
  printf 'M %s inline %s\ndata <<END\n%s\nEND\n' "$1" "$2" "$3"
}
lines() {
  printf 'line %s of %s\n' 1 "$1" 2 "$1" 3 "$1" 4 "$1" 5 "$1" 6 "$1" 7 "$1" 8 "$1" 9 "$1"
}
{
  printf 'commit refs/heads/main\ncommitter founder <founder@example.com> 1767225600 +0000\n'
  printf 'data <<END\nBegin\nEND\n'
  for path in README.md docs/guide.txt src/one/a.txt src/one/b.txt src/one/deep/c.txt \
    src/two/a.txt src/two/b.txt src/two/folder/x.txt src/two/folder/y.txt \
    tests/t.txt tests/u.txt secret/key.txt lib; do
    file 100644 "$path" "$(lines "$path")"
  done
  file 100755 run.sh 'echo run'
} | git fast-import --quiet
