package io.github.xclip4j.backend;

/** A part of what every backend must do, as tests that a class of {@link OpsContract} inherits. */
interface Contract {
  /** The backend under test and the one it is compared with, open while tests run. */
  BackendPair pair();

  /** A new backend of the kind under test; the caller closes it. */
  Backend another();
}
