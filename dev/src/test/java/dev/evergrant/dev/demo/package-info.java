/** The demo frontend's parts on their own. */
@NullMarked
package dev.evergrant.dev.demo;

import org.jspecify.annotations.NullMarked;
