namespace Parallax.Props;

/// <summary>Services that are asked, answer in their turn, may fail, and notice being cancelled.</summary>
/// <remarks>
/// <para>In observed trials no clock decides: at every turn all who can go on do so (<see cref="Rest"/>), and then the
/// next of those that were asked answers. So siblings are held until the caller of one that failed was told, or never
/// is. One that is cancelled cleans up for as long as others have anything to do: who does not wait for it is told
/// before. In timed trials each takes the milliseconds of its job, and nothing else.</para>
/// <para>Trace: a span <c>await</c> of the caller, a span <c>ask</c> for each question; events <c>answered</c>,
/// <c>failed</c>, <c>cancelled</c>,
/// <c>cleaned-up</c>; each with its name.</para>
/// <para>Usage: <c>var outcome = await services.Told(() =&gt; Example.Gather(services.Questions)); var running =
/// services.Running; await services.Rest();</c> then <c>Ends</c>.</para>
/// </remarks>
public sealed class Services : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _news = new(false);
    // the caller's own thread is back, which is not the pool's
    private readonly ManualResetEventSlim _called = new(true);
    private readonly ITrace _watch;
    private readonly HashSet<string> _fail, _held;
    private readonly Func<string, Exception> _error;
    private readonly string[] _names;
    private readonly List<string> _order, _asked = [];
    private readonly List<(string Name, string End)> _ended = [];
    private readonly List<(string Name, TaskCompletionSource Turn)> _turns = [];
    private TimeSpan _patience = Props.Rest.Limit;
    private int _running;
    private volatile bool _over;

    /// <summary>Makes the services; they are asked through <see cref="Questions"/>.</summary>
    /// <param name="jobs">Name and milliseconds of each, in the order of the questions.</param>
    /// <param name="watch">The trial's trace.</param>
    /// <param name="fail">The names of those that fail.</param>
    /// <param name="order">The names in the order of their answers; left out, the quickest first.</param>
    /// <param name="error">Makes the error of one from its name; left out, an InvalidOperationException.</param>
    /// <param name="held">The names of those that never answer, but can be cancelled, until <see cref="Rest"/>.</param>
    public Services(
        IEnumerable<(string Name, int Ms)> jobs,
        ITrace watch,
        IEnumerable<string>? fail = null,
        IEnumerable<string>? order = null,
        Func<string, Exception>? error = null,
        IEnumerable<string>? held = null)
    {
        (string Name, int Ms)[] all = [.. jobs];
        (_watch, _fail, _held) = (watch, [.. fail ?? []], [.. held ?? []]);
        _error = error ?? (name => new InvalidOperationException(name));
        _names = [.. all.Select(job => job.Name)];
        _order = [.. order ?? all.OrderBy(job => job.Ms).Select(job => job.Name)];
        Questions = [.. all.Select(
            job => (Func<CancellationToken, Task<string>>)(cancel => Ask(job.Name, job.Ms, cancel)))];
        if (watch.Observed)
        {
            new Thread(Keep) { IsBackground = true, Name = "props: services" }.Start();
        }
    }

    /// <summary>The services, in the order of the jobs.</summary>
    public Func<CancellationToken, Task<string>>[] Questions { get; }

    /// <summary>How many are being asked now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>The names of those that were asked, in that order, each as often as it was.</summary>
    public string[] Asked => Locked(() => _asked.ToArray());

    /// <summary>Name and end of each question that is over, in that order.</summary>
    public (string Name, string End)[] Ended => Locked(() => _ended.ToArray());

    /// <summary>How each question ended, in the order of the jobs: answered, failed or cancelled.</summary>
    public string[] Ends => Locked(
        () => _names.SelectMany(name => _ended.Where(one => one.Name == name)).Select(one => one.End)
            .ToArray());

    /// <summary>Calls the example, and says what its caller was told.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">Calls the example.</param>
    /// <returns>The result or the error, as a value.</returns>
    public async Task<Told<T>> Told<T>(Func<Task<T>> call)
    {
        _called.Reset();
        using var wait = _watch.Span("await");
        return await Props.Told
            .Of(Called, _watch.Observed, () => Locked(() => _asked.Count + _ended.Count))
            .ConfigureAwait(false);

        Task<T> Called()
        {
            try
            {
                return call();
            }
            finally
            {
                _called.Set();
            }
        }
    }

    /// <summary>Lets all that was begun end.</summary>
    /// <returns>Whether it did, within three seconds.</returns>
    public async Task<bool> Rest()
    {
        lock (_lock)
        {
            _held.Clear();
        }

        _news.Set();
        for (var looks = 0; Running > 0 && looks < 3000; looks++)
        {
            await Task.Delay(1).ConfigureAwait(false);
        }

        return Running == 0;
    }

    /// <summary>Ends the thread that gives turns.</summary>
    public void Dispose()
    {
        _over = true;
        _news.Set();
    }

    private async Task<string> Ask(string name, int ms, CancellationToken cancel)
    {
        Interlocked.Increment(ref _running);
        Locked(() => _asked.Add(name));
        var end = "failed";
        try
        {
            using var span = _watch.Span("ask", item: name);
            await Turn(name, ms, cancel).ConfigureAwait(false);
            if (_fail.Contains(name))
            {
                throw _error(name);
            }

            end = "answered";
            return $"{name} answers";
        }
        catch (OperationCanceledException)
        {
            end = "cancelled";
            throw;
        }
        finally
        {
            _watch.Event(end, item: name);
            if (end == "cancelled")
            {
                await CleanUp(name).ConfigureAwait(false);
            }

            Interlocked.Decrement(ref _running);
            Locked(() => _ended.Add((name, end)));
        }
    }

    private Task Turn(string name, int ms, CancellationToken cancel)
    {
        if (!_watch.Observed)
        {
            return Task.Delay(ms, cancel);
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancel.Register(() => turn.TrySetCanceled(cancel));
        Locked(() => _turns.Add((name, turn)));
        _news.Set();
        return turn.Task;
    }

    private async Task CleanUp(string name)
    {
        if (_watch.Observed)
        {
            await Props.Rest.Async().ConfigureAwait(false);
        }

        _watch.Event("cleaned-up", item: name);
    }

    // On a thread of its own: the rest of the pool is what it waits for.
    private void Keep()
    {
        while (!_over)
        {
            _news.WaitOne();
            while (!_over && Waiting())
            {
                if (!_called.Wait(_patience) || !Props.Rest.Wait(_patience))
                {
                    _patience = TimeSpan.FromMilliseconds(50); // somebody polls or blocks, and will go on to
                }

                Next()?.TrySetResult();
            }
        }
    }

    private bool Waiting() => Locked(() =>
    {
        _turns.RemoveAll(one => one.Turn.Task.IsCompleted);
        return _turns.Exists(one => !_held.Contains(one.Name));
    });

    private TaskCompletionSource? Next() => Locked<TaskCompletionSource?>(() => _turns
        .Where(one => !one.Turn.Task.IsCompleted && !_held.Contains(one.Name))
        .OrderBy(one => _order.IndexOf(one.Name))
        .FirstOrDefault().Turn);

    private T Locked<T>(Func<T> get)
    {
        lock (_lock)
        {
            return get();
        }
    }

    private void Locked(Action act)
    {
        lock (_lock)
        {
            act();
        }
    }
}
