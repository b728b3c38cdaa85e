package io.github.xclip4j.benchmarks.kernels;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a second of an iteration achieved. The peaks are measured in the benchmark's own process before its iterations,
 * so that the shares are of this machine at this time.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Share {
  /** Operations in thousands of millions: GFLOP/s. */
  public double gflops;
  /** Thousands of millions of bytes, read and written: GB/s. */
  public double gigabytes;
  /** Share of the FMA peak of as many threads. */
  public double ofPeak;
  /** Share of the rate of copying on as many threads, of arrays as large as inputs and outputs together. */
  public double ofCopy;
  /** Share of the rate of reading, likewise. */
  public double ofRead;

  /** Starts an iteration from nothing. */
  @Setup(Level.Iteration)
  public void reset() {
    gflops = 0;
    gigabytes = 0;
    ofPeak = 0;
    ofCopy = 0;
    ofRead = 0;
  }

  /** Counts one call. */
  void add(double flop, double bytes, Peaks peaks) {
    gflops += 1e-9 * flop;
    gigabytes += 1e-9 * bytes;
    ofPeak += 1e-9 * flop / peaks.gflops();
    ofCopy += 1e-9 * bytes / peaks.copy();
    ofRead += 1e-9 * bytes / peaks.read();
  }
}
