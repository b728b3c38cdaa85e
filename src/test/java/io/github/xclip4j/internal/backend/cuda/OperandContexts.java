package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Use;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Makes tests that know tensors only go over narrow storage. */
final class OperandContexts {
  private OperandContexts() {}

  /** The backend with contexts all of whose tensors are operands, so that the contract goes over narrow storage, too. */
  static Backend ofOperands(Backend backend) {
    return intercept(Backend.class, backend, "context",
        arguments -> intercept(Context.class, backend.context((long) arguments[0]), "tensor",
            (context, shape) -> context.tensor(Use.OPERAND, (int) shape[0], (int) shape[1], (int) shape[2])));
  }

  private static <T> T intercept(Class<T> type, T behind, String name, Function<Object[], Object> instead) {
    return intercept(type, behind, name, (_, arguments) -> instead.apply(arguments));
  }

  private static <T> T intercept(Class<T> type, T behind, String name, BiFunction<T, Object[], Object> instead) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
      try {
        return method.getName().equals(name) ? instead.apply(behind, arguments) : method.invoke(behind, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }));
  }
}
