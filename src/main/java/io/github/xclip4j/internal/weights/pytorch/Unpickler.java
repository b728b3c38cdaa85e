package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Global;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Inert;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.None;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Storage;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tuple;
import io.github.xclip4j.weights.WeightsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a pickle's stack machine (protocols 0 to 5), which here can build values and nothing else: names of classes and
 * functions stay names, and what would be a call becomes one of {@link Builders}' values or an inert record.
 */
final class Unpickler {

  /*
   * Every opcode takes a byte or more and makes at most one object, so memory is bounded by the number of opcodes; a
   * training checkpoint has some 100,000. Containers are shared, never copied, and dict keys are flat: no operation
   * takes longer than reading its operands took.
   */
  private static final int MOST_OPCODES = 1_000_000;

  private static final Object MARK = new Object();

  private final PickleBytes in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private final Map<String, Storage> storages = new LinkedHashMap<>();
  private int operations;

  Unpickler(PickleBytes in) {
    this.in = in;
  }

  /** Runs up to the pickle's end. */
  Object load() throws WeightsException {
    while (operations++ < MOST_OPCODES) {
      int opcode = in.unsignedByte();
      if (opcode == '.') {
        return pop();
      }
      if (!scalar(opcode) && !container(opcode) && !memo(opcode)) {
        object(opcode);
      }
    }
    throw in.damaged("more than " + MOST_OPCODES + " operations");
  }

  /** The storages the pickle referred to, by the key of their bytes. */
  Map<String, Storage> storages() {
    return storages;
  }

  private boolean scalar(int opcode) throws WeightsException {
    switch (opcode) {
      case 'N' -> stack.add(None.NONE);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'I' -> stack.add(PickleNumbers.textInteger(in));
      case 'L' -> stack.add(PickleNumbers.textInteger(in));
      case 'J' -> stack.add((long) in.littleInt());
      case 'K' -> stack.add((long) in.unsignedByte());
      case 'M' -> stack.add((long) in.unsignedShort());
      case 0x8a -> stack.add(PickleNumbers.integer(in.array(in.unsignedByte())));
      case 0x8b -> stack.add(PickleNumbers.integer(in.array(in.littleInt())));
      case 'F' -> stack.add(PickleNumbers.decimal(in));
      case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(in.littleLong())));
      case 'S', 'V' -> stack.add(in.line());
      case 'T' -> stack.add(in.text(in.littleInt()));
      case 'U', 0x8c -> stack.add(in.text(in.unsignedByte()));
      case 'X' -> stack.add(in.text(Integer.toUnsignedLong(in.littleInt())));
      case 0x8d -> stack.add(in.text(in.littleLong()));
      case 'B' -> stack.add(in.array(Integer.toUnsignedLong(in.littleInt())));
      case 'C' -> stack.add(in.array(in.unsignedByte()));
      case 0x8e, 0x96 -> stack.add(in.array(in.littleLong()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) throws WeightsException {
    switch (opcode) {
      case '(' -> stack.add(MARK);
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> stack.add(top());
      case ')' -> stack.add(new Tuple(List.of()));
      case 't' -> stack.add(new Tuple(popToMark()));
      case 0x85 -> stack.add(tuple(1));
      case 0x86 -> stack.add(tuple(2));
      case 0x87 -> stack.add(tuple(3));
      case ']', 0x8f -> stack.add(new ArrayList<>());
      case 'l', 0x91 -> stack.add(popToMark());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 'd' -> {
        List<Object> items = popToMark();
        stack.add(new LinkedHashMap<>());
        setItems(items);
      }
      case 'a' -> append(List.of(pop()));
      case 'e', 0x90 -> append(popToMark());
      case 's' -> {
        Object value = pop();
        setItems(List.of(pop(), value));
      }
      case 'u' -> setItems(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memo(int opcode) throws WeightsException {
    switch (opcode) {
      case 'p' -> memo.put(PickleNumbers.index(in), top());
      case 'q' -> memo.put(in.unsignedByte(), top());
      case 'r' -> memo.put(in.littleInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'g' -> stack.add(remembered(PickleNumbers.index(in)));
      case 'h' -> stack.add(remembered(in.unsignedByte()));
      case 'j' -> stack.add(remembered(in.littleInt()));
      case 0x80 -> protocol(in.unsignedByte());
      case 0x95 -> in.littleLong();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void object(int opcode) throws WeightsException {
    switch (opcode) {
      case 'c' -> stack.add(Builders.global(in.line(), in.line()));
      case 0x93 -> {
        String name = string(pop());
        stack.add(Builders.global(string(pop()), name));
      }
      case 'R', 0x81 -> {
        Tuple arguments = arguments(pop());
        stack.add(Builders.call(callee(pop()), arguments.items(), in));
      }
      case 0x92 -> {
        pop();
        Tuple arguments = arguments(pop());
        stack.add(Builders.call(callee(pop()), arguments.items(), in));
      }
      case 'i' -> {
        Global type = Builders.global(in.line(), in.line());
        stack.add(Builders.call(type, popToMark(), in));
      }
      case 'o' -> {
        List<Object> items = popToMark();
        if (items.isEmpty()) {
          throw in.damaged("an object without a class");
        }
        stack.add(Builders.call(callee(items.getFirst()), items.subList(1, items.size()), in));
      }
      case 'b' -> build(pop());
      case 'Q' -> stack.add(remember(Builders.storage(pop(), in)));
      default -> throw in.damaged("operation 0x" + Integer.toHexString(opcode) + " is not one a checkpoint needs");
    }
  }

  private Storage remember(Storage storage) throws WeightsException {
    Storage known = storages.putIfAbsent(storage.root(), storage);
    if (known != null && (known.dtype() != storage.dtype() || known.elements() != storage.elements())) {
      throw in.damaged("storage " + Printable.name(storage.root()) + " is " + known.elements() + " elements of "
          + known.dtype() + " in one place and " + storage.elements() + " of " + storage.dtype() + " in another");
    }
    return storage;
  }

  /** Sets an object's state: kept for inert records, meaningless for the values this reader builds. */
  private void build(Object state) throws WeightsException {
    if (top() instanceof Inert inert && state instanceof Map<?, ?> entries) {
      operations += entries.size();
      entries.forEach((key, value) -> inert.entries().putIfAbsent(key, value));
    }
  }

  private void append(List<Object> items) throws WeightsException {
    Object target = top();
    if (target instanceof Inert inert) {
      inert.elements().addAll(items);
    } else if (target instanceof List<?>) {
      list(target).addAll(items);
    } else {
      throw in.damaged("items appended to " + kind(target));
    }
  }

  private void setItems(List<Object> items) throws WeightsException {
    Object target = top();
    if (!(target instanceof Map<?, ?> || target instanceof Inert) || items.size() % 2 != 0) {
      throw in.damaged(items.size() + " keys and values set on " + kind(target));
    }
    Map<Object, Object> map = target instanceof Inert inert ? inert.entries() : map(target);
    for (int i = 0; i < items.size(); i += 2) {
      map.put(key(items.get(i)), items.get(i + 1));
    }
  }

  /** Keys are scalars, names by their text, and tuples by identity. */
  private Object key(Object key) throws WeightsException {
    return switch (key) {
      case Global global -> global.path();
      case String text -> text;
      case Long number -> number;
      case Double number -> number;
      case Boolean truth -> truth;
      case None none -> none;
      case Tuple tuple -> tuple;
      default -> throw in.damaged("a dict key that is " + kind(key));
    };
  }

  @SuppressWarnings("unchecked") // every list this machine makes is a List<Object>
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  @SuppressWarnings("unchecked") // every map this machine makes is a Map<Object, Object>
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>) value;
  }

  private Object top() throws WeightsException {
    if (stack.isEmpty() || stack.getLast() == MARK) {
      throw in.damaged("a value is used that is not there");
    }
    return stack.getLast();
  }

  private Object pop() throws WeightsException {
    Object value = top();
    stack.removeLast();
    return value;
  }

  private List<Object> popToMark() throws WeightsException {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw in.damaged("no mark where one is needed");
    }
    List<Object> tail = stack.subList(mark + 1, stack.size());
    List<Object> items = new ArrayList<>(tail);
    stack.subList(mark, stack.size()).clear();
    return items;
  }

  private Tuple tuple(int count) throws WeightsException {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return new Tuple(List.of(items));
  }

  private Object remembered(int index) throws WeightsException {
    Object value = memo.get(index);
    if (value == null) {
      throw in.damaged("memo " + index + " is used before it is set");
    }
    return value;
  }

  private void protocol(int version) throws WeightsException {
    if (version > 5) {
      throw new WeightsException(in.damaged("protocol " + version + ", known are 0 to 5").getMessage());
    }
  }

  private Global callee(Object value) throws WeightsException {
    if (value instanceof Global global) {
      return global;
    }
    throw in.damaged("a call of " + kind(value));
  }

  private Tuple arguments(Object value) throws WeightsException {
    if (value instanceof Tuple tuple) {
      return tuple;
    }
    throw in.damaged("a call with " + kind(value) + " for arguments");
  }

  private String string(Object value) throws WeightsException {
    if (value instanceof String text) {
      return text;
    }
    throw in.damaged(kind(value) + " where a name belongs");
  }

  static String kind(Object value) {
    return switch (value) {
      case Global global -> "the name " + Printable.name(global.path());
      case Inert inert -> "a " + Printable.name(inert.type().path());
      default -> "a " + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    };
  }
}
