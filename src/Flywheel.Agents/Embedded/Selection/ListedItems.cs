using Flywheel.Agents.Embedded.Reading;
using Flywheel.Storage.Text;

namespace Flywheel.Agents.Embedded.Selection;

/// <summary>
/// Where a task counts things and a source has a list of just those ("signs that …"), the entries of the list are the items rather than
/// the section around them.
/// </summary>
internal static class ListedItems
{
    private const double SameSubject = 0.8;
    private const int Fewest = 3;

    /// <summary>An item per list entry, or null when the section is no such list.</summary>
    public static IReadOnlyList<Item?>? In(SourceSection section, Topic topic, ListReading lists)
    {
        if (lists == ListReading.AsText || topic.Coverage(section.AssertedTerms) < SameSubject)
            return null;

        var entries = section.Sentences.Where(sentence => sentence.IsListItem && sentence.Dependence != Dependence.Dangling).ToArray();
        return entries.Length < Fewest ? null : [.. entries.Select(entry => ItemOf(entry, topic))];
    }

    private static Item? ItemOf(Sentence entry, Topic topic)
    {
        if (ItemTitle.FromSentence(entry) is not { } title)
            return null;

        var terms = Tokenizer.Terms(title).ToHashSet(StringComparer.Ordinal);
        var section = new SourceSection
        {
            Location = entry.Section.Location,
            DocumentTitle = entry.Section.DocumentTitle,
            Heading = title,
            Order = entry.Section.Order,
            IsLead = false,
            HeadingTerms = terms,
            AssertedTerms = terms,
            DocumentTerms = entry.Section.DocumentTerms,
        };
        section.Add(entry.In(section));
        return new Item { Title = title, Seed = section, Relevance = topic.Relevance(entry.Section), IsListed = true };
    }
}

/// <summary>How lists in sources are read.</summary>
internal enum ListReading
{
    /// <summary>Their entries are sentences of the section.</summary>
    AsText,

    /// <summary>The entries of a list on the topic are items.</summary>
    AsItems,
}
