package io.github.xclip4j.training;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * What Ctrl-C and a request to terminate do while a training runs: the first one is noted, the next one ends the process as
 * ever.
 */
/*
 * sun.misc.Signal (module jdk.unsupported) is the only way to hear of a signal without the JVM's beginning to end; it is
 * looked up, as compilers warn of it. Where it is not there, the signal ends the process: the last checkpoint stays. The
 * launcher hands Ctrl-C on as SIGTERM.
 */
final class InterruptSignal implements AutoCloseable {
  private final List<Runnable> restore = new ArrayList<>();
  private volatile boolean raised;

  InterruptSignal(Runnable whenRaised) {
    for (String name : List.of("INT", "TERM")) {
      try {
        install(name, whenRaised);
      } catch (ReflectiveOperationException | IllegalArgumentException _) {
        // not on this system, or ignored by whoever started the process
      }
    }
  }

  /** Whether one was sent. */
  boolean isRaised() {
    return raised;
  }

  private void install(String name, Runnable whenRaised) throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    Method handle = signalType.getMethod("handle", signalType, handlerType);
    InvocationHandler invocation = (_, method, _) -> {
      if (method.getName().equals("handle") && !raised) {
        raised = true;
        close(); // the next one ends the process
        whenRaised.run();
      }
      return null;
    };
    Object previous = handle.invoke(null, signal,
        Proxy.newProxyInstance(InterruptSignal.class.getClassLoader(), new Class<?>[] {handlerType}, invocation));
    synchronized (restore) {
      restore.add(() -> {
        try {
          handle.invoke(null, signal, previous);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      });
    }
  }

  @Override
  public void close() {
    synchronized (restore) {
      restore.forEach(Runnable::run);
      restore.clear();
    }
  }
}
