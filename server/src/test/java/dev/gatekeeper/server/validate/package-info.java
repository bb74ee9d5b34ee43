/** Tests of the validations that go on in a server. */
@NullMarked
package dev.gatekeeper.server.validate;

import org.jspecify.annotations.NullMarked;
