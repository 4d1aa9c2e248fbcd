using System.Globalization;
using System.Text;

namespace Flywheel.Storage.Text;

/// <summary>
/// Unicode normalisation form KC (Unicode Standard Annex 15). The product runs in globalisation-invariant mode, where
/// <see cref="string.Normalize(NormalizationForm)"/> returns its input, so that no result depends on the libraries of a machine;
/// this class reads its tables from <c>unicode-nfkc.txt</c> instead. Lone surrogates pass through. Thread-safe.
/// </summary>
internal static class Nfkc
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int HangulCount = LeadCount * VowelCount * TailCount;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>The normal form of <paramref name="text"/>.</summary>
    public static string Normalize(ReadOnlySpan<char> text)
    {
        if (IsNormalized(text))
            return text.ToString();

        var points = Decompose(text, Data.Value);
        Order(points, Data.Value);
        return Compose(points, Data.Value);
    }

    /// <summary>True when the text is ASCII or precomposed Latin letters, which normalisation leaves alone; false means "look closer".</summary>
    private static bool IsNormalized(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c < 0xA0)
                continue;
            var stableLatin = c is >= '\u00C0' and < '\u0250'
                and not ('\u0132' or '\u0133' or '\u013F' or '\u0140' or '\u0149' or '\u017F')
                and not (>= '\u01C4' and <= '\u01CC')
                and not (>= '\u01F1' and <= '\u01F3');
            if (!stableLatin)
                return false;
        }

        return true;
    }

    private static List<int> Decompose(ReadOnlySpan<char> text, Tables tables)
    {
        var points = new List<int>(text.Length);
        while (!text.IsEmpty)
        {
            var point = Rune.DecodeFromUtf16(text, out var rune, out var consumed) == System.Buffers.OperationStatus.Done ? rune.Value : text[0];
            text = text[consumed..];
            var syllable = point - HangulBase;
            if (syllable is >= 0 and < HangulCount)
            {
                points.Add(LeadBase + (syllable / (VowelCount * TailCount)));
                points.Add(VowelBase + (syllable % (VowelCount * TailCount) / TailCount));
                if (syllable % TailCount != 0)
                    points.Add(TailBase + (syllable % TailCount));
            }
            else if (tables.Decompositions.TryGetValue(point, out var parts))
            {
                points.AddRange(parts);
            }
            else
            {
                points.Add(point);
            }
        }

        return points;
    }

    /// <summary>Sorts each run of combining marks by class, keeping equal ones in order.</summary>
    private static void Order(List<int> points, Tables tables)
    {
        for (var i = 0; i < points.Count;)
        {
            if (tables.ClassOf(points[i]) == 0)
            {
                i++;
                continue;
            }

            var from = i;
            while (i < points.Count && tables.ClassOf(points[i]) != 0)
                i++;
            var run = points.GetRange(from, i - from).OrderBy(tables.ClassOf).ToArray();
            for (var k = 0; k < run.Length; k++)
                points[from + k] = run[k];
        }
    }

    private static string Compose(List<int> points, Tables tables)
    {
        var result = new List<int>(points.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var point in points)
        {
            var pointClass = tables.ClassOf(point);
            var blocked = starter < 0 || (lastClass != 0 && lastClass >= pointClass) || (lastClass == 0 && starter != result.Count - 1);
            if (!blocked && Pair(result[starter], point, tables) is { } composite)
            {
                result[starter] = composite;
                continue;
            }

            if (pointClass == 0)
                starter = result.Count;
            lastClass = pointClass;
            result.Add(point);
        }

        return Encode(result);
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        var lead = first - LeadBase;
        var vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return HangulBase + (((lead * VowelCount) + vowel) * TailCount);

        var syllable = first - HangulBase;
        var tail = second - TailBase;
        if (syllable is >= 0 and < HangulCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
            return first + tail;

        return tables.Composites.TryGetValue(((long)first << 32) | (uint)second, out var composite) ? composite : null;
    }

    private static string Encode(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            if (point > char.MaxValue)
                text.Append(char.ConvertFromUtf32(point));
            else
                text.Append((char)point);
        }

        return text.ToString();
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, int> _classes = [];

        public Dictionary<int, int[]> Decompositions { get; } = [];

        public Dictionary<long, int> Composites { get; } = [];

        public int ClassOf(int point) => point < 0x300 ? 0 : _classes.GetValueOrDefault(point);

        public static Tables Read()
        {
            var tables = new Tables();
            using var stream = typeof(Nfkc).Assembly.GetManifestResourceStream("unicode-nfkc.txt")
                ?? throw new InvalidOperationException("The resource unicode-nfkc.txt is missing from this build.");
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0 && line[0] != '#')
                    tables.Add(line[0], line[2..].Split(' '));
            }

            return tables;
        }

        private void Add(char kind, string[] fields)
        {
            switch (kind)
            {
                case 'D':
                    Decompositions.Add(Hex(fields[0]), [.. fields.Skip(1).Select(Hex)]);
                    break;
                case 'P':
                    Composites.Add(((long)Hex(fields[0]) << 32) | (uint)Hex(fields[1]), Hex(fields[2]));
                    break;
                case 'K':
                    for (var point = Hex(fields[0]); point <= Hex(fields[1]); point++)
                        _classes.Add(point, int.Parse(fields[2], CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new InvalidDataException($"unicode-nfkc.txt: unknown line kind '{kind}'.");
            }
        }

        private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
