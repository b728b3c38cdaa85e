/**
 * The backend on the CPU's vectors, through the Vector API.
 *
 * <p>Panel: a few rows or columns of a matrix, stored so that a kernel reads them in order. Tile: the part of a product that
 * one call of a kernel keeps in registers. Lane: one element of a vector.
 */
/*
 * A vector that a loop carries from one turn to the next is an argument of its operations, never the object they are called
 * on: x.add(sum), not sum.add(x). Of sum the compiler knows no more than that it is some FloatVector; if it compiles the
 * loop before it has seen enough calls, as the flags of the command make it, the call stays virtual, and every sum an
 * object, for as long as the program runs.
 */
@NullMarked
package io.github.xclip4j.internal.backend.simd;

import org.jspecify.annotations.NullMarked;
