namespace Parallax.Tests.Weaver;

/// <summary>Ways to add one to what threads share: a text with a method for each.</summary>
internal static class Counters
{
    public const string Text = """
        using System.Collections.Concurrent;

        namespace Parallax.Examples;

        public sealed class Counters
        {
            private static int _static;
            private readonly Lock _lock = new();
            private readonly int[] _cells = new int[3];
            private readonly ConcurrentDictionary<string, int> _years = new() { ["y"] = 0 };
            private readonly List<int> _list = [];
            private int _value;
            private volatile int _seen;
            private Action? _closure;
            private Func<int>? _captured;

            public Counters()
            {
                var captured = 0;
                _closure = () => captured++;
                _captured = () => captured;
            }

            public int Value => _value;
            public int Cell => _cells[1];
            public int Year => _years["y"];
            public int Listed => _list.Count;
            public int Seen => _seen;
            public int Captured => _captured!();
            public int Static => _static;

            public void Reset() => _static = 0;

            public void Locked() { lock (_lock) { _value++; } }
            public void Atomic() => Interlocked.Increment(ref _value);
            public void Swapped() { int seen; do { seen = _value; } while (Interlocked.CompareExchange(ref _value, seen + 1, seen) != seen); }
            public void TriedUpdate() { int seen; do { seen = _years["y"]; } while (!_years.TryUpdate("y", seen + 1, seen)); }
            public void AddedOrUpdated() => _years.AddOrUpdate("y", 1, (_, seen) => seen + 1);
            public void LockedClosure() { lock (_lock) { _closure!(); } }

            public void NoLock() => _value++;
            public void FreshLock() { lock (new object()) { _value++; } }
            public void ReadOnly() { int seen; lock (_lock) { seen = _value; } _value = seen + 1; }
            public void ByReference() => Add(ref _value);
            public void VolatileField() => _seen++;
            public void VolatileWrite() => Volatile.Write(ref _value, Volatile.Read(ref _value) + 1);
            public void Closure() => _closure!();
            public void Element() => _cells[1]++;
            public void StaticField() => _static++;
            public void Dictionary() => _years["y"] = _years["y"] + 1;
            public void AfterBranch() { var seen = _value; _value = seen >= 0 ? seen + 1 : seen; }
            public async Task AsyncNoLock() { var seen = _value; await Task.CompletedTask; _value = seen + 1; }

            private static void Add(ref int value) => value++;
        }
        """;
}
