package io.github.xclip4j.training;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * What Ctrl-C does while a training runs: the first one is noted, the next one ends the process as ever.
 */
/*
 * sun.misc.Signal (module jdk.unsupported) is the only way to hear of a signal without the JVM's beginning to end; it is
 * looked up, as compilers warn of it. Where it is not there, Ctrl-C ends the process: the last checkpoint stays.
 */
final class InterruptSignal implements AutoCloseable {
  private volatile boolean raised;
  private final Runnable restore;

  InterruptSignal(Runnable whenRaised) {
    restore = install(() -> {
      raised = true;
      whenRaised.run();
    });
  }

  /** Whether Ctrl-C was pressed. */
  boolean isRaised() {
    return raised;
  }

  private static Runnable install(Runnable first) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance("INT");
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object standard = handlerType.getField("SIG_DFL").get(null);
      InvocationHandler invocation = (_, method, _) -> {
        if (method.getName().equals("handle")) {
          handle.invoke(null, signal, standard);
          first.run();
        }
        return null;
      };
      Object previous = handle.invoke(null, signal,
          Proxy.newProxyInstance(InterruptSignal.class.getClassLoader(), new Class<?>[] {handlerType}, invocation));
      return () -> {
        try {
          handle.invoke(null, signal, previous);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      };
    } catch (ReflectiveOperationException | IllegalArgumentException _) {
      return () -> {};
    }
  }

  @Override
  public void close() {
    restore.run();
  }
}
