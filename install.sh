#!/bin/sh
# Sets up, builds and installs Gatekeeper. Run it with --help.
set -eu

usage() {
  cat <<'END'
usage: ./install.sh [--prefix FOLDER] [--demo]     set up what is missing, build, install
       ./install.sh --test                         set up what is missing, run all tests
       ./install.sh --uninstall [--prefix FOLDER]  remove exactly what was installed

  --prefix FOLDER  where to install; ~/.local if not given. The command is FOLDER/bin/gatekeeper
  --demo           afterwards shows the gate at work on a repository that is thrown away
  --no-build       installs the program that is built already (GATEKEEPER_JAR, or the one in hooks/target)
  --help           this text

What is missing (a JDK of version 17 or newer, Maven, git) is installed by the system's package manager
if this is root, or if sudo asks for no password. Otherwise you are told what to install.
END
}

say() { printf '%s\n' "$*"; }

die() {
  printf 'install.sh: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '            %s\n' "$line" >&2; done
  exit 1
}

top=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
prefix=
action=install
demo=no
build=yes
[ -z "${GATEKEEPER_JAR:-}" ] || build=no

while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -ge 2 ] || die '--prefix needs a folder'
      prefix=$2
      shift
      ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --demo) demo=yes ;;
    --test) action='test' ;;
    --uninstall) action=uninstall ;;
    --no-build) build=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die "\`$1\` is not an option" 'run ./install.sh --help' ;;
  esac
  shift
done

if [ -z "$prefix" ]; then
  [ -n "${HOME:-}" ] || die 'HOME is not set' 'say where to install with --prefix FOLDER'
  prefix=$HOME/.local
fi
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

# --- what is needed -------------------------------------------------------------------------------

# The major version of the java at $1, or nothing.
java_version() {
  "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\)[^"]*".*/\1/p' | head -n 1
}

# Sets jdk to a folder that holds a JDK of version 17 or newer. $1 is the tool it must have.
find_java() {
  jdk=
  on_path=$(command -v "$1" || true)
  [ -z "$on_path" ] || on_path=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")
  for folder in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/homebrew/opt/openjdk* \
    /usr/local/opt/openjdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -z "$folder" ] || [ ! -x "$folder/bin/$1" ] || [ ! -x "$folder/bin/java" ]; then
      continue
    fi
    version=$(java_version "$folder/bin/java")
    if [ "${version:-0}" -ge 17 ]; then
      jdk=$(CDPATH='' cd -- "$folder" && pwd -P)
      return 0
    fi
  done
  return 1
}

# Maven is needed in 3.8 or newer; what says how new it is goes by too many words, so the build does.
missing() {
  command -v git >/dev/null || printf 'git '
  if [ "$build" = yes ]; then
    find_java javac || printf 'jdk '
    command -v mvn >/dev/null || printf 'maven '
  else
    find_java java || printf 'jdk '
  fi
}

# Runs a command as root, never with a question for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n -- "$@"
  fi
}

may_be_root() {
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# The newest package of a JDK that will do among those that apt knows.
apt_jdk() {
  for version in 17 21 25; do
    if apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1; then
      printf 'openjdk-%s-jdk-headless' "$version"
      return 0
    fi
  done
  printf 'openjdk-17-jdk-headless'
}

# The packages for the words in $2, as the package manager $1 names them.
packages() {
  for word in $2; do
    case $1:$word in
      apt-get:jdk) apt_jdk ;;
      dnf:jdk) printf 'java-21-openjdk-devel' ;;
      apk:jdk) printf 'openjdk17-jdk' ;;
      brew:jdk) printf 'openjdk@21' ;;
      *) printf '%s' "$word" ;;
    esac
    printf ' '
  done
}

package_manager() {
  for manager in apt-get dnf apk brew; do
    if command -v "$manager" >/dev/null; then
      printf '%s' "$manager"
      return 0
    fi
  done
}

set_up() {
  say 'Looking for what is needed: git, a JDK of version 17 or newer, Maven.'
  needed=$(missing)
  if [ -n "$needed" ]; then
    manager=$(package_manager)
    if [ "$manager" != brew ] && ! may_be_root; then
      manager_command="sudo ${manager:-PACKAGE-MANAGER} install"
      [ "$manager" != apk ] || manager_command='sudo apk add'
      die "missing: $needed" \
        'this script is not root and sudo would ask for a password, so it installs nothing; run' \
        "$manager_command $(packages "$manager" "$needed")" 'and then this script again'
    fi
    say "Missing: $needed- installing it with ${manager:-nothing}, which can take some minutes."
    fetch_packages "$manager" "$needed"
    needed=$(missing)
    [ -z "$needed" ] || die "still missing: $needed" 'install it by hand and run this script again'
  fi
  if [ "$build" = yes ]; then find_java javac; else find_java java; fi
  say "Using git $(git --version | sed 's/^git version //') and java $(java_version "$jdk/bin/java") in $jdk."
}

fetch_packages() {
  log=$(mktemp)
  case $1 in
    apt-get) as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 || show_log "$log" ;;
  esac
  # The names depend on what the update brought, and are meant to be split.
  names=$(packages "$1" "$2")
  # shellcheck disable=SC2086
  case $1 in
    apt-get)
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $names \
        >"$log" 2>&1 || show_log "$log"
      ;;
    dnf) as_root dnf -q -y install $names >"$log" 2>&1 || show_log "$log" ;;
    apk) as_root apk add -q $names >"$log" 2>&1 || show_log "$log" ;;
    brew) brew install -q $names >"$log" 2>&1 || show_log "$log" ;;
    *) die "missing: $2" 'no package manager that this script knows; install it by hand' ;;
  esac
  rm -f -- "$log"
}

show_log() {
  tail -n 20 -- "$1" >&2
  die 'that failed; the last lines of its output are above, all of them in' "$1"
}

# --- building -------------------------------------------------------------------------------------

maven() {
  (
    cd -- "$top"
    JAVA_HOME=$jdk
    export JAVA_HOME
    unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
    exec mvn -B "$@"
  )
}

build_program() {
  if [ "$build" = yes ]; then
    say 'Building; the first time Maven fetches libraries, which can take some minutes.'
    maven -q package -DskipTests -pl hooks -am ||
      die 'the build failed; what Maven says about it is above'
  fi
  jar=${GATEKEEPER_JAR:-$top/hooks/target/gatekeeper.jar}
  [ -r "$jar" ] || die "there is no program at $jar" 'run this script without --no-build'
}

# --- installing -----------------------------------------------------------------------------------

lib=$prefix/lib/gatekeeper
record=$lib/installed

# Makes a folder and notes every part of the path that was not there.
folder() {
  [ -d "$1" ] || {
    folder "$(dirname -- "$1")"
    mkdir -- "$1"
    printf 'd %s\n' "$1" >>"$new_record"
  }
}

# Puts standard input where $1 says, with mode $2; a program that runs keeps the file that it has open.
put() {
  folder "$(dirname -- "$1")"
  cat >"$1.new"
  chmod "$2" "$1.new"
  mv -f -- "$1.new" "$1"
  printf 'f %s\n' "$1" >>"$new_record"
}

# $1 as a word of sh.
word() {
  printf '%s' "$1" | sed "s/'/'\\\\''/g; s/^/'/; s/\$/'/"
}

# $1 as a word of sh, made fit for the right-hand side of sed's s, with `|` around it.
sed_word() {
  word "$1" | sed 's/[\\&|]/\\&/g'
}

install_program() {
  say "Installing into $prefix."
  new_record=$(mktemp)
  folder "$lib"
  cat -- "$new_record" >>"$record"
  rm -f -- "$new_record"
  new_record=$record
  put "$lib/gatekeeper.jar" 644 <"$jar"
  # From 25 on java has a cache that starts faster still than an archive of classes.
  if [ "$(java_version "$jdk/bin/java")" -ge 25 ]; then
    archive_option=-XX:AOTCache
    training_option=-XX:AOTCacheOutput
  else
    archive_option=-XX:SharedArchiveFile
    training_option=-XX:ArchiveClassesAtExit
  fi
  archive=$lib/classes.archive
  sed "s|@JAVA@|$(sed_word "$jdk/bin/java")|; s|@JAR@|$(sed_word "$lib/gatekeeper.jar")|
    s|@ARCHIVE@|$(sed_word "$archive")|; s|@ARCHIVE_OPTION@|$archive_option|
    s|@LAUNCHER@|$(sed_word "$prefix/bin/gatekeeper")|" "$top/hooks/src/main/sh/gatekeeper" |
    put "$prefix/bin/gatekeeper" 755
  install_documents
  make_archive
  keep_record
  "$prefix/bin/gatekeeper" --version >/dev/null || die 'what was installed does not run'
  say "Installed $("$prefix/bin/gatekeeper" --version) as $prefix/bin/gatekeeper."
  case :${PATH:-}: in
    *:"$prefix/bin":*) ;;
    *) say "That folder is not in your PATH: call it in full, or add it with  PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
}

install_documents() {
  pages=$(mktemp -d)
  "$prefix/bin/gatekeeper" man-pages "$pages"
  for page in "$pages"/*.1; do
    put "$prefix/share/man/man1/${page##*/}" 644 <"$page"
  done
  rm -rf -- "$pages"
  "$prefix/bin/gatekeeper" completion | put "$prefix/share/bash-completion/completions/gatekeeper" 644
  {
    say '#compdef gatekeeper'
    say 'autoload -U +X bashcompinit && bashcompinit'
    "$prefix/bin/gatekeeper" completion
  } | put "$prefix/share/zsh/site-functions/_gatekeeper" 644
}

# What an earlier run noted stays noted, since its folders are no longer new.
keep_record() {
  printf 'f %s\n' "$record" >>"$record"
  notes=$(sort -u "$record")
  printf '%s\n' "$notes" >"$record"
}

uninstall() {
  [ -f "$record" ] || die "nothing of this is installed in $prefix" 'say where with --prefix FOLDER'
  list=$(mktemp)
  cat -- "$record" >"$list"
  sed -n 's/^f //p' "$list" | while IFS= read -r file; do rm -f -- "$file"; done
  # The deepest first; a folder that somebody else has put something into stays.
  sed -n 's/^d //p' "$list" | sort -r | while IFS= read -r folder; do
    rmdir -- "$folder" 2>/dev/null || true
  done
  rm -f -- "$list"
  say "Removed Gatekeeper from $prefix."
  say 'A repository in which it is still installed refuses every push from now on. Install it again, run'
  say 'gatekeeper uninstall REPO  for each, and come back; or unset core.hooksPath there by hand.'
}

# --- a throw-away repository ----------------------------------------------------------------------

# Sets work to a new folder, with a git that knows nobody's configuration.
throw_away() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/gatekeeper.XXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  trap 'exit 1' HUP INT TERM
}

plain_git() {
  env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE -u GIT_OBJECT_DIRECTORY -u GIT_QUARANTINE_PATH \
    HOME="$work" XDG_CONFIG_HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    GIT_AUTHOR_NAME=demo GIT_AUTHOR_EMAIL=demo@example.com \
    GIT_COMMITTER_NAME=demo GIT_COMMITTER_EMAIL=demo@example.com \
    git -c init.defaultBranch=main -c advice.detachedHead=false -c gc.auto=0 "$@"
}

# A bare repository with a policy for two agents, and a clone to push from.
make_project() {
  plain_git init -q --bare "$work/project.git"
  plain_git init -q "$work/clone"
  mkdir -p "$work/clone/src/core" "$work/clone/src/api"
  say 'version 1' >"$work/clone/src/core/engine.txt"
  say 'version 1' >"$work/clone/src/api/server.txt"
  cat >"$work/clone/gatekeeper.yml" <<'END'
version: 1
integration:
  branch: main
  maintainers: [alice]
agents:
  agent-1:
    branches: ["agent-1/**"]
    owns: [/src/core/]
  agent-2:
    branches: ["agent-2/**"]
    after: [agent-1]
    owns: [/src/api/]
END
  plain_git -C "$work/clone" add .
  plain_git -C "$work/clone" commit -q -m 'Begin'
  plain_git -C "$work/clone" remote add origin "$work/project.git"
  plain_git -C "$work/clone" push -q origin main
}

# Commits "$3" to the file $2 on a new branch $1 that starts at main.
change() {
  plain_git -C "$work/clone" checkout -q -b "$1" main
  say "$3" >"$work/clone/$2"
  plain_git -C "$work/clone" add .
  plain_git -C "$work/clone" commit -q -m "$3"
}

# The archive is made of the classes that judging a real push loads.
make_archive() {
  throw_away
  make_project
  rm -f -- "$archive"
  cat >"$work/project.git/hooks/pre-receive" <<END
#!/bin/sh
unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
exec $(word "$jdk/bin/java") $training_option="$work/classes" \\
  -Xlog:disable -Xlog:all=off:stdout -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xss8m \\
  -cp $(word "$lib/gatekeeper.jar") dev.gatekeeper.hooks.Main hook pre-receive --receive-pack "\$PPID"
END
  chmod +x "$work/project.git/hooks/pre-receive"
  change agent-1/training src/api/server.txt 'trespass'
  plain_git -C "$work/clone" push -q origin agent-1/training >/dev/null 2>&1 || true
  if [ -s "$work/classes" ]; then
    put "$archive" 644 <"$work/classes"
  else
    say 'This java makes no archive of classes, so every start takes some tenths of a second longer.'
  fi
  rm -rf -- "$work"
  trap - EXIT
}

# --- the demonstration ----------------------------------------------------------------------------

# Pushes branch $1 and shows what git says; $2 is what must come of it: accepted, or a code.
show_push() {
  say
  say "  \$ git push origin $1"
  outcome=accepted
  plain_git -C "$work/clone" push origin "$1" >"$work/said" 2>&1 || outcome=refused
  sed 's/^/  /; s/ *$//' "$work/said"
  say
  if [ "$outcome" = accepted ]; then
    [ "$2" = accepted ] || die "this push should have been refused with $2"
  else
    grep -q "($2" "$work/said" || die "this push should have been: $2"
  fi
}

demonstrate() {
  throw_away
  say
  say '=== What the gate does'
  say
  say 'A project has two coding agents, and this policy (gatekeeper.yml on its branch main):'
  make_project
  say
  sed 's/^/    /' "$work/clone/gatekeeper.yml"
  say
  say 'The gate is put into the bare repository that both push to:'
  say
  say '  $ gatekeeper install project.git'
  (cd -- "$work" && "$prefix/bin/gatekeeper" install project.git) | sed 's/^/  /'
  say
  say '--- 1. agent-1 changes a file that it owns. The push is accepted.'
  change agent-1/engine src/core/engine.txt 'version 2 of the engine'
  show_push agent-1/engine accepted
  say '--- 2. agent-1 also changes a file of agent-2. The push is refused, and the server is as it was.'
  say '    The message names the path, the rule and the owner, and gives the command that mends it.'
  plain_git -C "$work/clone" checkout -q -b agent-1/more
  say 'version 2 of the engine, and more' >"$work/clone/src/core/engine.txt"
  say 'a change that agent-1 may not make' >"$work/clone/src/api/server.txt"
  plain_git -C "$work/clone" commit -q -a -m 'More'
  show_push agent-1/more PATH_NOT_OWNED
  say '--- 3. agent-2 changes only what it owns, but it comes after agent-1, whose work is not'
  say '    validated yet. The push is refused until it is.'
  change agent-2/server src/api/server.txt 'version 2 of the server'
  show_push agent-2/server HANDOFF_PENDING
  say 'What is on the server in the end: main, and the one branch that was accepted.'
  say
  plain_git -C "$work/project.git" for-each-ref --format='    %(refname)' refs/heads
  say
  say 'The repository was a throw-away one in a temporary folder and is gone now. For your own:'
  say
  say '    gatekeeper init                                         write a first gatekeeper.yml'
  say '    gatekeeper lint                                         see what is wrong with it'
  say '    gatekeeper install REPO.git --policy gatekeeper.yml     put the gate in'
}

case $action in
  install)
    set_up
    build_program
    install_program
    if [ "$demo" = yes ]; then
      demonstrate
    fi
    ;;
  test)
    build=yes
    set_up
    say 'Running all tests; the first time Maven fetches libraries, which can take some minutes.'
    maven verify || die 'some tests failed; what Maven says about them is above'
    say 'All tests passed.'
    ;;
  uninstall) uninstall ;;
esac
