package dev.gatekeeper.config.importer;

/**
 * Some words of a plan, on one line.
 *
 * @param line where they start, from 1
 * @param text as written, without the marks of Markdown's blocks; stars, backticks and links are
 *     still in it
 */
record Said(int line, String text) {}
