package dev.gatekeeper.core.model;

/**
 * The id of an error in an object, as {@code git index-pack --strict} reports it (git-fsck(1),
 * "FSCK MESSAGES"): the union over git's versions since 2.7 (docs/semantics.md, section 4, "What
 * git's fsck calls an error").
 */
public enum FsckId {
  NUL_IN_HEADER("nulInHeader", false),
  UNTERMINATED_HEADER("unterminatedHeader", false),
  MISSING_TREE("missingTree", false),
  BAD_TREE_SHA1("badTreeSha1", false),
  BAD_PARENT_SHA1("badParentSha1", false),
  MISSING_AUTHOR("missingAuthor", true),
  MULTIPLE_AUTHORS("multipleAuthors", true),
  MISSING_COMMITTER("missingCommitter", true),
  MISSING_NAME_BEFORE_EMAIL("missingNameBeforeEmail", true),
  BAD_NAME("badName", true),
  MISSING_SPACE_BEFORE_EMAIL("missingSpaceBeforeEmail", true),
  MISSING_EMAIL("missingEmail", true),
  BAD_EMAIL("badEmail", true),
  MISSING_SPACE_BEFORE_DATE("missingSpaceBeforeDate", true),
  BAD_DATE("badDate", true),
  BAD_DATE_OVERFLOW("badDateOverflow", true),
  ZERO_PADDED_DATE("zeroPaddedDate", true),
  BAD_TIMEZONE("badTimezone", true),
  NUL_IN_COMMIT("nulInCommit", true),
  MISSING_OBJECT("missingObject", false),
  BAD_OBJECT_SHA1("badObjectSha1", false),
  MISSING_TYPE_ENTRY("missingTypeEntry", false),
  MISSING_TYPE("missingType", false),
  BAD_TYPE("badType", false),
  MISSING_TAG_ENTRY("missingTagEntry", false),
  MISSING_TAG("missingTag", false),
  BAD_GPGSIG("badGpgsig", true),
  BAD_HEADER_CONTINUATION("badHeaderContinuation", true),
  BAD_TREE("badTree", false),
  DUPLICATE_ENTRIES("duplicateEntries", false),
  TREE_NOT_SORTED("treeNotSorted", false),
  BAD_FILEMODE("badFilemode", true),
  ZERO_PADDED_FILEMODE("zeroPaddedFilemode", true),
  NULL_SHA1("nullSha1", false),
  EMPTY_NAME("emptyName", false),
  FULL_PATHNAME("fullPathname", false),
  HAS_DOT("hasDot", false),
  HAS_DOTDOT("hasDotdot", false),
  HAS_DOTGIT("hasDotgit", false),
  LARGE_PATHNAME("largePathname", false),
  GITMODULES_SYMLINK("gitmodulesSymlink", false),
  GITMODULES_MISSING("gitmodulesMissing", false),
  GITMODULES_BLOB("gitmodulesBlob", false),
  GITMODULES_LARGE("gitmodulesLarge", true),
  GITMODULES_PARSE("gitmodulesParse", true),
  GITMODULES_NAME("gitmodulesName", false),
  GITMODULES_URL("gitmodulesUrl", false),
  GITMODULES_PATH("gitmodulesPath", false),
  GITMODULES_UPDATE("gitmodulesUpdate", false),
  GITATTRIBUTES_MISSING("gitattributesMissing", false),
  GITATTRIBUTES_BLOB("gitattributesBlob", false),
  GITATTRIBUTES_LARGE("gitattributesLarge", true),
  GITATTRIBUTES_LINE_LENGTH("gitattributesLineLength", true);

  private final String word;
  private final boolean untidy;

  FsckId(String word, boolean untidy) {
    this.word = word;
    this.untidy = untidy;
  }

  /** As git writes it. */
  public String word() {
    return word;
  }

  /**
   * Whether it is untidy and no more, so that a maintainer's override may bring it: the object is
   * read in one way by everybody, and does no harm to whoever checks it out.
   */
  public boolean isUntidy() {
    return untidy;
  }
}
