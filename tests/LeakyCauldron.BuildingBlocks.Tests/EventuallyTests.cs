namespace LeakyCauldron.BuildingBlocks.Tests;

public sealed class EventuallyTests
{
    [Fact]
    public async Task Returns_what_the_probe_finds_at_last()
    {
        var attempts = 0;

        var found = await Eventually.Async(() => Task.FromResult(++attempts < 3 ? null : "stock"), "the third attempt");

        found.ShouldBe("stock");
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task A_condition_that_throws_is_tried_again()
    {
        var attempts = 0;

        await Eventually.Async(() => ++attempts < 3 ? throw new InvalidOperationException("not yet") : true, "the third attempt");

        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Giving_up_names_the_reason_and_the_last_failure()
    {
        Func<Task> assertions = () => throw new InvalidOperationException("3 rows, not 4");

        var failure = await Should.ThrowAsync<TimeoutException>(() =>
            Eventually.Async(assertions, "the outbox to drain", TimeSpan.FromMilliseconds(120))
        );

        failure.Message.ShouldContain("the outbox to drain");
        failure.Message.ShouldContain("3 rows, not 4");
        failure.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_failure_that_passed_is_not_reported_as_the_last()
    {
        var attempts = 0;

        var failure = await Should.ThrowAsync<TimeoutException>(() =>
            Eventually.Async(
                () => ++attempts == 1 ? throw new InvalidOperationException("long past") : false,
                "nothing",
                TimeSpan.FromMilliseconds(120)
            )
        );

        failure.Message.ShouldNotContain("long past");
    }
}
