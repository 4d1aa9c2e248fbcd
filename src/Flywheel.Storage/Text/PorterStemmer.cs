using System.Collections.Frozen;

namespace Flywheel.Storage.Text;

/// <summary>
/// The English stemmer known as Porter2 (M. F. Porter, "The English (Porter2) stemming algorithm", snowballstem.org, 2002 and later
/// revisions), written from its description. <c>R1</c> is what follows the first non-vowel after a vowel, <c>R2</c> the same within R1.
/// Words of other than <c>a–z</c> and <c>'</c>, and words of one or two letters, come back unchanged. Deterministic and thread-safe.
/// </summary>
public static class PorterStemmer
{
    private static readonly FrozenDictionary<string, string> WholeWords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["skis"] = "ski", ["skies"] = "sky", ["dying"] = "die", ["lying"] = "lie", ["tying"] = "tie",
        ["idly"] = "idl", ["gently"] = "gentl", ["ugly"] = "ugli", ["early"] = "earli", ["only"] = "onli", ["singly"] = "singl",
        ["sky"] = "sky", ["news"] = "news", ["howe"] = "howe", ["atlas"] = "atlas", ["cosmos"] = "cosmos", ["bias"] = "bias", ["andes"] = "andes",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> DoneAfterPlural = new[]
    {
        "inning", "outing", "canning", "herring", "earring", "evening", "proceed", "exceed", "succeed",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] LongFirstRegion = ["gener", "commun", "arsen"];

    // Within a step the longest matching suffix decides, so the lists are ordered by length.
    private static readonly (string Suffix, string Replacement)[] Derivations =
    [
        ("ational", "ate"), ("fulness", "ful"), ("iveness", "ive"), ("ization", "ize"), ("ousness", "ous"),
        ("biliti", "ble"), ("lessli", "less"), ("tional", "tion"),
        ("alism", "al"), ("aliti", "al"), ("ation", "ate"), ("entli", "ent"), ("fulli", "ful"), ("iviti", "ive"), ("ousli", "ous"),
        ("abli", "able"), ("alli", "al"), ("anci", "ance"), ("ator", "ate"), ("enci", "ence"), ("izer", "ize"),
        ("bli", "ble"), ("ogi", "og"), ("li", ""),
    ];

    private static readonly (string Suffix, string Replacement)[] Endings =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("ative", ""), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Removable =
    [
        "ement", "able", "ance", "ence", "ible", "ment", "ant", "ate", "ent", "ion", "ism", "iti", "ive", "ize", "ous", "al", "er", "ic",
    ];

    /// <summary>The stem of <paramref name="word"/>, which must be lower case.</summary>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length < 3 || !IsPlain(word))
            return word;
        if (WholeWords.TryGetValue(word, out var stem))
            return stem;

        Span<char> buffer = word.Length <= 64 ? stackalloc char[word.Length + 1] : new char[word.Length + 1];
        word.CopyTo(buffer);
        var state = new Word(buffer, word.Length);
        state.Run();
        return state.Is(word) ? word : state.ToString();
    }

    private static bool IsPlain(string word)
    {
        foreach (var c in word)
        {
            if (c is not ((>= 'a' and <= 'z') or '\''))
                return false;
        }

        return true;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    /// <summary>A word on its way through the steps. A <c>y</c> that acts as a consonant is written <c>Y</c> meanwhile.</summary>
    private ref struct Word(Span<char> buffer, int length)
    {
        private readonly Span<char> _buffer = buffer;
        private int _length = length;
        private int _r1;
        private int _r2;

        public readonly bool Is(string word) => Text.SequenceEqual(word);

        public override readonly string ToString() => Text.ToString();

        public void Run()
        {
            MarkConsonantY();
            MarkRegions();
            RemovePossessive();
            RemovePlural();
            if (!DoneAfterPlural.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Text))
            {
                RemoveVerbEnding();
                ReplaceFinalY();
                ReplaceDerivation();
                ReplaceEnding();
                RemoveSuffix();
                RemoveFinalLetter();
            }

            Text.Replace('Y', 'y');
        }

        private readonly Span<char> Text => _buffer[.._length];

        private void MarkConsonantY()
        {
            if (_buffer[0] == '\'')
            {
                _buffer[1.._length].CopyTo(_buffer);
                _length--;
            }

            for (var i = 0; i < _length; i++)
            {
                if (_buffer[i] == 'y' && (i == 0 || IsVowel(_buffer[i - 1])))
                    _buffer[i] = 'Y';
            }
        }

        private void MarkRegions()
        {
            _r1 = -1;
            foreach (var prefix in LongFirstRegion)
            {
                if (Text.StartsWith(prefix))
                    _r1 = prefix.Length;
            }

            if (_r1 < 0)
                _r1 = RegionAfter(0);
            _r2 = RegionAfter(_r1);
        }

        private readonly int RegionAfter(int start)
        {
            var i = start;
            while (i < _length && !IsVowel(_buffer[i]))
                i++;
            while (i < _length && IsVowel(_buffer[i]))
                i++;
            return Math.Min(i + 1, _length);
        }

        private void RemovePossessive()
        {
            if (EndsWith("'s'"))
                _length -= 3;
            else if (EndsWith("'s"))
                _length -= 2;
            else if (EndsWith("'"))
                _length--;
        }

        private void RemovePlural()
        {
            if (EndsWith("sses"))
                _length -= 2;
            else if (EndsWith("ied") || EndsWith("ies"))
                _length -= _length > 4 ? 2 : 1;
            else if (EndsWith("s") && !EndsWith("us") && !EndsWith("ss") && HasVowelBefore(_length - 2))
                _length--;
        }

        private void RemoveVerbEnding()
        {
            if (EndsWith("eedly") || EndsWith("eed"))
            {
                var start = _length - (EndsWith("eed") ? 3 : 5);
                if (start >= _r1)
                    _length = start + 2;
                return;
            }

            var ending = EndsWith("ingly") ? 5 : EndsWith("edly") ? 4 : EndsWith("ing") ? 3 : EndsWith("ed") ? 2 : 0;
            if (ending == 0 || !HasVowelBefore(_length - ending))
                return;
            _length -= ending;
            RepairVerb();
        }

        private void RepairVerb()
        {
            if (EndsWith("at") || EndsWith("bl") || EndsWith("iz"))
                Append('e');
            else if (EndsInDouble())
                _length -= _length == 3 && _buffer[0] is 'a' or 'e' or 'o' ? 0 : 1;
            else if (_r1 >= _length && IsShortSyllable())
                Append('e');
        }

        private readonly void ReplaceFinalY()
        {
            if (_length > 2 && _buffer[_length - 1] is 'y' or 'Y' && !IsVowel(_buffer[_length - 2]))
                _buffer[_length - 1] = 'i';
        }

        private void ReplaceDerivation()
        {
            foreach (var (suffix, replacement) in Derivations)
            {
                if (!EndsWith(suffix))
                    continue;
                var start = _length - suffix.Length;
                var allowed = suffix switch
                {
                    "ogi" => start > 0 && _buffer[start - 1] == 'l',
                    "li" => start > 0 && _buffer[start - 1] is 'c' or 'd' or 'e' or 'g' or 'h' or 'k' or 'm' or 'n' or 'r' or 't',
                    _ => true,
                };
                if (allowed && start >= _r1)
                    Replace(start, replacement);
                return;
            }
        }

        private void ReplaceEnding()
        {
            foreach (var (suffix, replacement) in Endings)
            {
                if (!EndsWith(suffix))
                    continue;
                var start = _length - suffix.Length;
                if (start >= (string.Equals(suffix, "ative", StringComparison.Ordinal) ? _r2 : _r1))
                    Replace(start, replacement);
                return;
            }
        }

        private void RemoveSuffix()
        {
            foreach (var suffix in Removable)
            {
                if (!EndsWith(suffix))
                    continue;
                var start = _length - suffix.Length;
                var allowed = !string.Equals(suffix, "ion", StringComparison.Ordinal) || (start > 0 && _buffer[start - 1] is 's' or 't');
                if (allowed && start >= _r2)
                    _length = start;
                return;
            }
        }

        private void RemoveFinalLetter()
        {
            if (_length == 0)
                return;
            var last = _length - 1;
            if (_buffer[last] == 'e')
            {
                _length = last;
                if (last < _r2 && (last < _r1 || IsShortSyllable()))
                    _length++;
            }
            else if (_buffer[last] == 'l' && last >= _r2 && last > 0 && _buffer[last - 1] == 'l')
            {
                _length = last;
            }
        }

        private readonly bool EndsWith(string suffix) => Text.EndsWith(suffix);

        private readonly bool HasVowelBefore(int end)
        {
            for (var i = 0; i < end; i++)
            {
                if (IsVowel(_buffer[i]))
                    return true;
            }

            return false;
        }

        private readonly bool EndsInDouble() =>
            _length > 1 && _buffer[_length - 1] == _buffer[_length - 2]
            && _buffer[_length - 1] is 'b' or 'd' or 'f' or 'g' or 'm' or 'n' or 'p' or 'r' or 't';

        /// <summary>A vowel between non-vowels, the last not w, x or Y; or, at the start of the word, a vowel and a non-vowel.</summary>
        private readonly bool IsShortSyllable()
        {
            if (_length < 2 || IsVowel(_buffer[_length - 1]) || !IsVowel(_buffer[_length - 2]))
                return false;
            return _length == 2 || (!IsVowel(_buffer[_length - 3]) && _buffer[_length - 1] is not ('w' or 'x' or 'Y'));
        }

        private void Append(char c) => _buffer[_length++] = c;

        private void Replace(int start, string replacement)
        {
            replacement.CopyTo(_buffer[start..]);
            _length = start + replacement.Length;
        }
    }
}
