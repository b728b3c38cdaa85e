package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Global;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Inert;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.None;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Storage;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tensor;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tuple;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.WeightsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The closed list of what a checkpoint's pickle may build.
 *
 * <p>Names outside it become {@link Inert} records; names of modules that only an attack has a use for are refused, so
 * that the user hears of it.
 */
final class Builders {
  private static final Set<String> REFUSED_MODULES = Set.of(
      "os", "posix", "nt", "subprocess", "sys", "runpy", "importlib", "shutil", "socket", "pty", "ctypes", "operator",
      "code", "codeop", "pickle", "_pickle", "marshal", "webbrowser", "pip", "urllib", "http", "requests", "commands",
      "popen2", "imp", "zipimport", "pdb", "timeit");

  /** What {@code builtins} may be named for; anything else there (eval, exec, getattr, …) is refused. */
  private static final Set<String> BUILTIN_TYPES = Set.of("set", "frozenset", "list", "dict", "tuple", "bytearray",
      "bytes", "int", "float", "bool", "str", "complex", "object", "slice", "range");

  private static final Map<String, DType> STORAGES = Map.ofEntries(
      Map.entry("DoubleStorage", DType.F64),
      Map.entry("FloatStorage", DType.F32),
      Map.entry("HalfStorage", DType.F16),
      Map.entry("BFloat16Storage", DType.BF16),
      Map.entry("LongStorage", DType.I64),
      Map.entry("IntStorage", DType.I32),
      Map.entry("ShortStorage", DType.I16),
      Map.entry("CharStorage", DType.I8),
      Map.entry("ByteStorage", DType.U8),
      Map.entry("BoolStorage", DType.BOOL),
      Map.entry("ComplexFloatStorage", DType.C64),
      Map.entry("UntypedStorage", DType.U8));

  private static final Map<String, DType> DTYPES = Map.ofEntries(
      Map.entry("float64", DType.F64), Map.entry("float32", DType.F32), Map.entry("float16", DType.F16),
      Map.entry("bfloat16", DType.BF16), Map.entry("int64", DType.I64), Map.entry("int32", DType.I32),
      Map.entry("int16", DType.I16), Map.entry("int8", DType.I8), Map.entry("uint8", DType.U8),
      Map.entry("uint16", DType.U16), Map.entry("uint32", DType.U32), Map.entry("uint64", DType.U64),
      Map.entry("bool", DType.BOOL), Map.entry("float8_e4m3fn", DType.F8_E4M3),
      Map.entry("float8_e5m2", DType.F8_E5M2),
      Map.entry("float8_e4m3fnuz", DType.F8_E4M3FNUZ), Map.entry("float8_e5m2fnuz", DType.F8_E5M2FNUZ),
      Map.entry("float8_e8m0fnu", DType.F8_E8M0), Map.entry("complex64", DType.C64));

  private static final String SUBCLASS = "torch._tensor._rebuild_from_type_v2";
  private static final int LONGEST_NAME = 1000;
  private static final int MOST_DIMENSIONS = 64;

  private Builders() {}

  /** A name, unless its module has no business in a checkpoint. */
  static Global global(String module, String name) throws WeightsException {
    String top = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    boolean builtin = top.equals("builtins") || top.equals("__builtin__");
    if (REFUSED_MODULES.contains(top) || builtin && !BUILTIN_TYPES.contains(name)) {
      throw new WeightsException("the pickle names " + Printable.name(module + "." + name)
          + ", which would run code when Python loads it: refused; do not trust this file");
    }
    if (module.length() + name.length() > LONGEST_NAME) {
      throw new WeightsException("the pickle names a class of " + (module.length() + name.length())
          + " characters, at most " + LONGEST_NAME + " are allowed: the file is damaged");
    }
    return new Global(module, name);
  }

  /** The value a call stands for. */
  static Object call(Global callee, List<Object> arguments, PickleBytes in) throws WeightsException {
    return switch (callee.path()) {
      case "collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict" ->
          new LinkedHashMap<>();
      case "builtins.set", "builtins.frozenset", "builtins.list", "__builtin__.set", "__builtin__.frozenset" ->
          arguments.isEmpty() ? new ArrayList<>() : items(arguments.getFirst(), in);
      case "torch.Size" -> new Tuple(arguments.isEmpty() ? List.of() : items(arguments.getFirst(), in));
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(arguments, -1, in);
      case "torch._utils._rebuild_tensor_v3" -> tensor(arguments, 6, in);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> {
        if (arguments.isEmpty()) {
          throw in.damaged("a parameter without data");
        }
        yield arguments.getFirst();
      }
      case SUBCLASS -> subclass(arguments, in);
      case "torch.nn.parameter.Parameter" -> arguments.isEmpty() ? None.NONE : arguments.getFirst();
      default -> new Inert(callee);
    };
  }

  /** A tensor of a subclass, {@code (function, class, arguments, state)}: the plain tensor is what is wanted. */
  private static Object subclass(List<Object> arguments, PickleBytes in) throws WeightsException {
    if (arguments.size() < 3 || !(arguments.get(0) instanceof Global function) || function.path().equals(SUBCLASS)
        || !(arguments.get(2) instanceof Tuple inner)) {
      throw in.damaged("a tensor of a subclass without a function and its arguments");
    }
    return call(function, inner.items(), in);
  }

  /** The storage of a persistent id {@code ('storage', type, key, location, elements[, view])}. */
  static Storage storage(Object id, PickleBytes in) throws WeightsException {
    if (!(id instanceof Tuple tuple) || tuple.items().size() < 5 || !tuple.items().getFirst().equals("storage")
        || !(tuple.items().get(1) instanceof Global type) || !(tuple.items().get(4) instanceof Long elements)) {
      throw in.damaged("a reference that is not to a storage");
    }
    DType dtype = STORAGES.get(type.name());
    if (dtype == null || !type.module().equals("torch") && !type.module().startsWith("torch.")) {
      throw new WeightsException("a tensor has elements of " + Printable.name(type.path())
          + ", which are not supported: convert the checkpoint to float32 before saving it");
    }
    String key = key(tuple.items().get(2), in);
    if (tuple.items().size() > 5 && tuple.items().get(5) instanceof Tuple view) {
      if (view.items().size() != 3 || !(view.items().get(1) instanceof Long offset)) {
        throw in.damaged("a storage view of " + view.items().size() + " parts");
      }
      return new Storage(dtype, key(view.items().getFirst(), in), elements, key, offset);
    }
    return new Storage(dtype, key, elements, key, 0);
  }

  private static String key(Object value, PickleBytes in) throws WeightsException {
    if (value instanceof String || value instanceof Long) {
      return value.toString();
    }
    throw in.damaged("a storage key that is " + Unpickler.kind(value));
  }

  private static Tensor tensor(List<Object> arguments, int dtypeIndex, PickleBytes in) throws WeightsException {
    if (arguments.size() < Math.max(4, dtypeIndex + 1) || !(arguments.get(0) instanceof Storage storage)
        || !(arguments.get(1) instanceof Long firstElement)) {
      throw in.damaged("a tensor of " + arguments.size() + " parts without a storage or an offset");
    }
    DType dtype = storage.dtype();
    if (dtypeIndex >= 0) {
      dtype = arguments.get(dtypeIndex) instanceof Global global ? DTYPES.get(global.name()) : null;
      if (dtype == null) {
        throw in.damaged("a tensor of unknown element type");
      }
    }
    return new Tensor(storage, dtype, firstElement, longs(arguments.get(2), in), longs(arguments.get(3), in));
  }

  private static List<Long> longs(Object value, PickleBytes in) throws WeightsException {
    List<Object> items = items(value, in);
    if (items.size() > MOST_DIMENSIONS) {
      throw in.damaged("a tensor of " + items.size() + " dimensions");
    }
    List<Long> longs = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Long number)) {
        throw in.damaged("a shape or stride with " + Unpickler.kind(item) + " in it");
      }
      longs.add(number);
    }
    return longs;
  }

  /** The items of a tuple or list, not copied. */
  @SuppressWarnings("unchecked") // every list the machine makes is a List<Object>
  private static List<Object> items(Object value, PickleBytes in) throws WeightsException {
    return switch (value) {
      case Tuple tuple -> tuple.items();
      case List<?> list -> (List<Object>) list;
      default -> throw in.damaged(Unpickler.kind(value) + " where a sequence belongs");
    };
  }
}
