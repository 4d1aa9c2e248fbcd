namespace Flywheel.Storage.Text;

/// <summary>Splits one paragraph. Works on a copy of the chars in which code and addresses are blotted out, so that their punctuation is not seen.</summary>
internal ref struct SentenceScanner
{
    private const int LongestParenthesis = 400;
    private const char Blot = 'X';

    private readonly Span<char> _chars;
    private readonly int _offset;
    private int _start;
    private int _position;
    private int _parenthesisEnd;

    public SentenceScanner(char[] masked, TextSpan block)
    {
        _chars = masked.AsSpan(block.Start, block.Length);
        _offset = block.Start;
        BlotCode();
        BlankPictures();
        BlotAddresses();
    }

    public void AddTo(List<TextSpan> sentences)
    {
        if (IsLabel())
            return;
        while (_position < _chars.Length)
        {
            var c = _chars[_position];
            if (c == '(')
                EnterParenthesis();
            if (!IsTerminator(c) || !EndsSentence(out var end))
            {
                _position++;
                continue;
            }

            Add(sentences, end);
            _start = _position = end;
            _parenthesisEnd = 0;
        }

        Add(sentences, _chars.Length);
    }

    private readonly void Add(List<TextSpan> sentences, int end)
    {
        var from = _start;
        while (from < end && char.IsWhiteSpace(_chars[from]))
            from++;
        while (end > from && char.IsWhiteSpace(_chars[end - 1]))
            end--;
        if (HasWord(_chars[from..end]))
            sentences.Add(new TextSpan(_offset + from, end - from));
    }

    private static bool HasWord(ReadOnlySpan<char> chars)
    {
        foreach (var c in chars)
        {
            if (char.IsLetter(c) || char.IsSurrogate(c))
                return true;
        }

        return false;
    }

    /// <summary>A paragraph that is one bold phrase without a full stop is a heading in disguise.</summary>
    private readonly bool IsLabel()
    {
        ReadOnlySpan<char> chars = _chars;
        foreach (var mark in (ReadOnlySpan<string>)["**", "__"])
        {
            if (chars.Length > 4 && chars.StartsWith(mark) && chars.EndsWith(mark) && chars[2..^2].IndexOf(mark) < 0)
                return !IsTerminator(chars[^3]);
        }

        return false;
    }

    private bool EndsSentence(out int end)
    {
        var last = _position;
        while (last + 1 < _chars.Length && IsTerminator(_chars[last + 1]))
            last++;
        var closed = SkipClosers(last + 1);
        var cited = SkipCitations(closed);
        end = cited;

        var ends = closed > _parenthesisEnd && Decides(last, closed, cited, out end);
        if (!ends)
            _position = last;
        return ends;
    }

    private readonly bool Decides(int last, int closed, int cited, out int end)
    {
        end = cited;
        if (cited == _chars.Length || IsWide(_chars[last]))
            return true;
        if (!char.IsWhiteSpace(_chars[cited]))
        {
            // "One. [2] argues …": the brackets open the next sentence.
            end = closed;
            return cited > closed && closed < _chars.Length && char.IsWhiteSpace(_chars[closed]) && StartsUpper(closed) && !IsHeld(last, closed);
        }

        var next = NextWord(cited, out _);
        if (cited > closed && next.Length > 0 && char.IsLower(next[0]))
        {
            end = closed;
            return !IsHeld(last, closed) && closed < _chars.Length && char.IsWhiteSpace(_chars[closed]);
        }

        return !IsHeld(last, cited);
    }

    /// <summary>Whether the terminator at <paramref name="last"/> leaves the sentence open, seen from what follows <paramref name="after"/>.</summary>
    private readonly bool IsHeld(int last, int after)
    {
        var next = NextWord(after, out var opened);
        var lower = next.Length > 0 && char.IsLower(next[0]) && !opened;
        var quoted = last + 1 < _chars.Length && _chars[last + 1] is '"' or '\u201D' or '\u2019' or '\'';
        if (_chars[last] != '.')
            return lower && (quoted || _chars[last] == '\u2026');
        if (last > 0 && (_chars[last - 1] == '.' || quoted))
            return lower;

        var word = WordBefore(last);
        if (!HasWord(_chars[_start..last]))
            return true;
        return Abbreviations.Of(word) switch
        {
            Abbreviation.Leading => true,
            Abbreviation.Either => !IsCapitalisedStopWord(next),
            Abbreviation.BeforeNumber => next.Length > 0 && char.IsDigit(next[0]),
            _ => lower && !EndsBeforeLower(word),
        };
    }

    /// <summary>A lower-case start follows: a function word or a word of some length can still end the sentence; else it is an unknown abbreviation.</summary>
    private static bool EndsBeforeLower(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
            return true;
        if (word.Contains('.'))
            return word.LastIndexOf('.') > 3;
        if (word.Length >= 4)
            return true;
        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        return StopWords.Contains(lower);
    }

    private static bool IsCapitalisedStopWord(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word.Length > 12 || !char.IsUpper(word[0]))
            return false;
        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        return StopWords.Contains(lower);
    }

    private readonly bool StartsUpper(int from)
    {
        var next = NextWord(from, out _);
        return next.IsEmpty || !char.IsLower(next[0]);
    }

    /// <summary>The letters or digits that follow, openers skipped; <paramref name="code"/> when they are code or a symbol.</summary>
    private readonly ReadOnlySpan<char> NextWord(int from, out bool code)
    {
        var start = from;
        while (start < _chars.Length && (char.IsWhiteSpace(_chars[start]) || IsOpener(_chars[start])))
            start++;
        code = start < _chars.Length && start > 0 && _chars[start - 1] == '`';
        var end = start;
        while (end < _chars.Length && (char.IsLetterOrDigit(_chars[end]) || _chars[end] == '\''))
            end++;
        return _chars[start..end];
    }

    /// <summary>The word that ends at <paramref name="end"/>: letters, digits and inner full stops.</summary>
    private readonly ReadOnlySpan<char> WordBefore(int end)
    {
        var start = end;
        while (start > _start && (char.IsLetterOrDigit(_chars[start - 1]) || _chars[start - 1] == '.'))
            start--;
        return _chars[start..end].TrimStart('.');
    }

    private readonly int SkipClosers(int from)
    {
        while (from < _chars.Length && IsCloser(_chars[from]))
            from++;
        return from;
    }

    /// <summary>Past citations such as <c>[3]</c> or <c> [1, 2][4]</c>; back to <paramref name="from"/> when there are none.</summary>
    private readonly int SkipCitations(int from)
    {
        var end = from;
        while (true)
        {
            var open = end;
            while (open < _chars.Length && char.IsWhiteSpace(_chars[open]))
                open++;
            if (open >= _chars.Length || _chars[open] != '[')
                return end;
            var length = _chars[(open + 1)..].IndexOf(']');
            if (length is < 1 or > 40 || !IsNumberList(_chars.Slice(open + 1, length)))
                return end;
            end = SkipClosers(open + length + 2);
            while (end < _chars.Length && _chars[end] == '.')
                end++;
        }
    }

    private static bool IsNumberList(ReadOnlySpan<char> chars)
    {
        foreach (var c in chars)
        {
            if (!char.IsAsciiDigit(c) && c is not (',' or ';' or ' ' or '-' or '\u2013'))
                return false;
        }

        return char.IsAsciiDigit(chars[0]);
    }

    private void EnterParenthesis()
    {
        if (_position < _parenthesisEnd || !HasWord(_chars[_start.._position]))
            return;
        var depth = 0;
        for (var i = _position; i < Math.Min(_chars.Length, _position + LongestParenthesis); i++)
        {
            depth += _chars[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                _parenthesisEnd = i + 1;
                return;
            }
        }
    }

    private readonly void BlotCode()
    {
        for (var i = 0; i < _chars.Length;)
        {
            var ticks = Ticks(i);
            if (ticks == 0)
            {
                i++;
                continue;
            }

            var close = i + ticks;
            while (close < _chars.Length && Ticks(close) != ticks)
                close += Math.Max(1, Ticks(close));
            if (close < _chars.Length)
            {
                _chars[(i + ticks)..close].Fill(Blot);
                i = close;
            }

            i += ticks;
        }
    }

    private readonly int Ticks(int from)
    {
        var end = from;
        while (end < _chars.Length && _chars[end] == '`')
            end++;
        return end - from;
    }

    /// <summary>A picture's caption and address are no part of a sentence.</summary>
    private readonly void BlankPictures()
    {
        for (var i = _chars.IndexOf("!["); i >= 0;)
        {
            var middle = _chars[i..].IndexOf("](");
            var end = middle < 0 ? -1 : _chars[(i + middle)..].IndexOf(')');
            if (end < 0)
                return;
            var length = middle + end + 1;
            _chars.Slice(i, length).Fill(' ');
            var next = _chars[(i + length)..].IndexOf("![");
            i = next < 0 ? -1 : i + length + next;
        }
    }

    /// <summary>Blots the addresses of <c>[text](address)</c> and <c>&lt;address&gt;</c>.</summary>
    private readonly void BlotAddresses()
    {
        for (var i = 0; i + 1 < _chars.Length; i++)
        {
            var link = _chars[i] == ']' && _chars[i + 1] == '(';
            var auto = _chars[i] == '<' && char.IsAsciiLetter(_chars[i + 1]);
            if (!link && !auto)
                continue;
            var from = link ? i + 2 : i + 1;
            var length = _chars[from..].IndexOf(link ? ')' : '>');
            if (length <= 0 || (auto && _chars.Slice(from, length).IndexOf("://") < 0))
                continue;
            _chars.Slice(from, length).Fill(char.ToLowerInvariant(Blot));
            i = from + length;
        }
    }

    private static bool IsTerminator(char c) => c is '.' or '!' or '?' or '\u2026' || IsWide(c);

    private static bool IsWide(char c) => c is '\u3002' or '\uFF01' or '\uFF1F' or '\uFF61';

    private static bool IsCloser(char c) =>
        c is '"' or '\'' or ')' or ']' or '}' or '*' or '_' or '~' or '`' or '\u201D' or '\u2019' or '\u00BB' or '\u300D' or '\u300F' or '\uFF09';

    private static bool IsOpener(char c) =>
        c is '"' or '\'' or '(' or '[' or '{' or '*' or '_' or '~' or '`' or '\u201C' or '\u2018' or '\u00AB' or '\u300C' or '\u300E' or '-' or '\u2013' or '\u2014';
}
