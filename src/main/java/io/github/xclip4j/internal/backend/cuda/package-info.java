/**
 * The backend on NVIDIA GPUs, through JCuda's driver interface. Its kernels are in the top-level folder {@code cuda};
 * the PTX made from them is a resource of this package, so that using it needs a driver and no toolkit.
 */
@NullMarked
package io.github.xclip4j.internal.backend.cuda;

import org.jspecify.annotations.NullMarked;
