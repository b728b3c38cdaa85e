/** Backends on the CPU: the scalar one, which is the specification, and the one on the Vector API. */
/*
 * A vector that a loop carries from one turn to the next is an argument of its operations, never the object they are called
 * on: x.add(sum), not sum.add(x). Of sum the compiler knows no more than that it is some FloatVector; if it compiles the
 * loop before it has seen enough calls, as the flags of the command make it, the call stays virtual, and every sum an
 * object, for as long as the program runs.
 */
@NullMarked
package io.github.xclip4j.internal.backend.simd;

import org.jspecify.annotations.NullMarked;
