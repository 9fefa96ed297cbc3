-- Searching passages by word.
--
-- `@@` is not leakproof, so under row-level security its index is never used: PostgreSQL must first sort out the
-- rows of other companies one by one. The owner may read every passage, and this function, which runs as the owner,
-- is the only way to do so: it filters by the signed context itself.

create policy search_by_word on document_chunk for select to wcc_owner using (true);

-- A phrase that lost a stop word is left out: "gilt ab" must not become "gilt".
-- Each term is a word, a phrase or several separated by '|' that mean the same. A passage scores by the terms it
-- holds, rare terms more (inverse document frequency within the company); `share` is the part of that weight it reached,
-- `held` the numbers of the terms (from 1).
create function books.passages_by_word(
    p_company text, p_terms text[], p_parties bigint[], p_kinds text[], p_limit integer
) returns table (chunk_id bigint, score real, share real, held integer[])
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    with allowed as (
        select p_company as company_id where p_company = any (control.granted_companies())
    ), term as (
        select t.number, t.text,
               (select string_agg('(' || q.one::text || ')', ' | ')::tsquery
                from regexp_split_to_table(t.text, '\|') as alternative,
                     lateral (values (phraseto_tsquery('english', alternative)), (phraseto_tsquery('german', alternative)),
                                     (case when alternative ~ '^\w{5,}$'      -- German compounds: by their beginning
                                           then to_tsquery('simple', alternative || ':*')
                                           else phraseto_tsquery('simple', alternative) end)) as q (one)
                where numnode(q.one) >= 2 * cardinality(string_to_array(alternative, ' ')) - 1) as query
        from unnest(p_terms) with ordinality as t (text, number)
    ), hit as (
        select t.number, c.chunk_id, c.document_id
        from term t join books.document_chunk c on c.words @@ t.query
        where c.company_id in (select a.company_id from allowed a)
    ), passages as (
        select count(*)::real as n from books.document_chunk c where c.company_id in (select a.company_id from allowed a)
    ), weight as (
        select t.number,
               ln(1 + (p.n - coalesce(f.n, 0) + 0.5) / (coalesce(f.n, 0) + 0.5)) as idf
        from term t cross join passages p
        left join (select h.number, count(*) as n from hit h group by h.number) f on f.number = t.number
        where t.query is not null
    ), scored as (
        select h.chunk_id, h.document_id, sum(w.idf) as score, array_agg(h.number::integer order by h.number) as held
        from hit h join weight w on w.number = h.number
        group by h.chunk_id, h.document_id
    )
    select s.chunk_id, s.score::real, (s.score / nullif((select sum(w.idf) from weight w), 0))::real, s.held
    from scored s join books.document d on d.company_id = p_company and d.document_id = s.document_id
    where d.trust <> 'quarantined' and (p_parties = '{}' or d.party_id = any (p_parties))
      and (p_kinds = '{}' or d.kind = any (p_kinds))
    order by s.score desc, array_position(array['contract', 'policy', 'email'], d.kind), s.chunk_id
    limit p_limit
$$;
revoke all on function books.passages_by_word(text, text[], bigint[], text[], integer) from public;
grant execute on function books.passages_by_word(text, text[], bigint[], text[], integer) to wcc_runtime, wcc_loader;
